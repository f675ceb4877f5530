namespace TorchSharp;

/// <summary>Owns every tensor made on its thread while it is the innermost scope, and disposes them with itself.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? s_current;

    private readonly DisposeScope? _outer;
    private HashSet<IDisposable> _owned = new(ReferenceEqualityComparer.Instance);
    private bool _closed;

    private DisposeScope(DisposeScope? outer) => _outer = outer;

    internal static DisposeScope Open() => s_current = new DisposeScope(s_current);

    /// <summary>The innermost scope takes the new tensor; null when there is none.</summary>
    internal static DisposeScope? Register(IDisposable disposable)
    {
        var scope = s_current;
        scope?._owned.Add(disposable);
        return scope;
    }

    public int DisposablesCount => _owned.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. _owned];

    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    public void Attach(IDisposable disposable) => Give(this, disposable);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        foreach (var disposable in list) Give(this, disposable);
        return list;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        Move(null, disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables) => MoveToOther(null, disposables);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(_outer, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        MoveToOther(_outer, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        MoveToOther(_outer, first, second, third);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(_outer, (IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(_outer, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Move(scope, disposable);
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var before = _owned;
        _owned = new(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in before)
        {
            if (_owned.Contains(disposable)) continue;
            if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = null;
            disposable.Dispose();
        }
    }

    /// <summary>Tells the scope that something it owns has been disposed.</summary>
    public void MarkAsDisposed(IDisposable disposable) => Move(null, disposable);

    public void Dispose()
    {
        DisposeEverything();
        _closed = true;
        while (s_current is { _closed: true }) s_current = s_current._outer;
    }

    private void Move(DisposeScope? scope, IDisposable disposable)
    {
        if (_owned.Remove(disposable)) Give(scope, disposable);
    }

    private static void Give(DisposeScope? scope, IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            if (scope is not null && tensor.OwningDisposeScope is { } owner && owner != scope) owner._owned.Remove(tensor);
            tensor.OwningDisposeScope = scope;
        }
        scope?._owned.Add(disposable);
    }
}
