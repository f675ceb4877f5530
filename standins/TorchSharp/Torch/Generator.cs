namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers.</summary>
    public class Generator : IDisposable
    {
        private static readonly Generator s_default = new(Native.ts_generator_default((int)DeviceType.CPU, -1), CPU);

        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Make(seed, device = InitializeDevice(device)), device)
        {
        }

        private Generator(nint handle, Device device)
        {
            if (handle == 0) Native.Throw();
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        public static Generator Default => s_default;

        public Device device { get; }

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Generator invalid -- empty handle.");

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.ts_generator_manual_seed(Handle, seed));
            return this;
        }

        public long initial_seed() => Native.ts_generator_initial_seed(Handle);

        public long seed() => Native.ts_generator_seed(Handle);

        public Tensor get_state() => Tensor.Of(Native.ts_generator_get_state(Handle));

        public void set_state(Tensor value) => Native.Check(Native.ts_generator_set_state(Handle, value.Handle));

        public void Dispose()
        {
            if (this == s_default) return;
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) Native.ts_generator_dispose(handle);
        }

        private static nint Make(ulong seed, Device device) => Native.ts_generator_new((long)seed, (int)device.type, device.index);
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        /// <summary>Seeds the generators of every device.</summary>
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.ts_manual_seed(seed));
            return Generator.Default;
        }

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }
}
