using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public abstract class Optimizer : IDisposable
            {
                private readonly List<Parameter> _parameters;

                private protected Optimizer(IEnumerable<Parameter> parameters) => _parameters = [.. parameters];

                public virtual IEnumerable<Parameter> parameters() => _parameters;

                public virtual void zero_grad()
                {
                    foreach (var parameter in _parameters) parameter.grad = null;
                }

                public virtual Tensor step(Func<Tensor>? closure = null) => throw new InvalidOperationException("This optimizer has no step.");

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        private protected OptimizerHelper(IEnumerable<Parameter> parameters) : base(parameters)
        {
        }
    }
}
