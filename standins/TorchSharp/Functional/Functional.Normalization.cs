namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1E-05)
            {
                var result = Native.ts_batch_norm(input.Handle, Tensor.Optional(running_mean), Tensor.Optional(running_var), Tensor.Optional(weight),
                    Tensor.Optional(bias), training, momentum, eps);
                Tensor.KeepAlive(running_mean, running_var);
                return Tensor.Of(result, input, weight, bias);
            }

            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null,
                Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1E-05)
            {
                var result = Native.ts_instance_norm(input.Handle, Tensor.Optional(running_mean), Tensor.Optional(running_var), Tensor.Optional(weight),
                    Tensor.Optional(bias), use_input_stats, momentum, eps);
                Tensor.KeepAlive(running_mean, running_var);
                return Tensor.Of(result, input, weight, bias);
            }

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05)
            {
                fixed (long* s = normalized_shape)
                {
                    return Tensor.Of(
                        Native.ts_layer_norm(input.Handle, s, normalized_shape.Length, Tensor.Optional(weight), Tensor.Optional(bias), eps),
                        input, weight, bias);
                }
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05) =>
                Tensor.Of(Native.ts_group_norm(input.Handle, num_groups, Tensor.Optional(weight), Tensor.Optional(bias), eps), input, weight, bias);
        }
    }
}
