namespace TorchSharp;

public static partial class torch
{
    /// <summary>A libtorch tensor: its memory goes back at Dispose, at the end of its dispose scope, or with the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            OwningDisposeScope = DisposeScope.Register(this);
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope? OwningDisposeScope { get; set; }

        public string? name { get; set; }

        /// <summary>False while the tensor can be used.</summary>
        public bool IsInvalid => _handle == 0;

        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) Native.ts_dispose(handle);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null && other is not null) other.Attach(this);
            else OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Takes over a native result; a, b, c and d are what it was computed from and live until here.</summary>
        internal static Tensor Of(nint handle, Tensor? a = null, Tensor? b = null, Tensor? c = null, Tensor? d = null)
        {
            KeepAlive(a, b, c, d);
            if (handle == 0) Native.Throw();
            return new Tensor(handle);
        }

        /// <summary>This tensor, after a change in place.</summary>
        internal Tensor Done(bool succeeded, Tensor? a = null, Tensor? b = null)
        {
            KeepAlive(this, a, b);
            Native.Check(succeeded);
            return this;
        }

        internal static void KeepAlive(Tensor? a, Tensor? b = null, Tensor? c = null, Tensor? d = null)
        {
            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            GC.KeepAlive(d);
        }

        /// <summary>The handle of a tensor that may be absent.</summary>
        internal static nint Optional(Tensor? tensor) => tensor is null ? 0 : tensor.Handle;

        /// <summary>Ends the life of this object, but not of the native tensor, which a new owner takes.</summary>
        internal nint MoveHandle()
        {
            var handle = Handle;
            OwningDisposeScope?.Detach(this);
            _handle = 0;
            GC.SuppressFinalize(this);
            return handle;
        }
    }
}
