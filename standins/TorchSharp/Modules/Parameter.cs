using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that is trained. It takes the given tensor over, which is empty afterwards.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true) : this(data.OwningDisposeScope, data.with_requires_grad(requires_grad).MoveHandle())
    {
    }

    private Parameter(DisposeScope? scope, nint handle) : base(handle)
    {
        if (OwningDisposeScope == scope) return;
        if (scope is null) DetachFromDisposeScope();
        else MoveToOtherDisposeScope(scope);
    }
}
