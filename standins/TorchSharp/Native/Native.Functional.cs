using System.Runtime.InteropServices;

namespace TorchSharp;

// native/functional.cpp: torch.nn.functional.
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern nint ts_conv1d(nint input, nint weight, nint bias, long stride, long padding, long dilation, long groups);
    [DllImport(Library)] internal static extern nint ts_conv2d(nint input, nint weight, nint bias, long* stride, int strides, long* padding, int paddings, long* dilation, int dilations, long groups);
    [DllImport(Library)] internal static extern nint ts_conv3d(nint input, nint weight, nint bias, long* stride, int strides, long* padding, int paddings, long* dilation, int dilations, long groups);
    [DllImport(Library)] internal static extern nint ts_conv_transpose1d(nint input, nint weight, nint bias, long stride, long padding, long output, long dilation, long groups);
    [DllImport(Library)] internal static extern nint ts_conv_transpose2d(nint input, nint weight, nint bias, long* stride, int strides, long* padding, int paddings, long* output, int outputs, long* dilation, int dilations, long groups);
    [DllImport(Library)] internal static extern nint ts_conv_transpose3d(nint input, nint weight, nint bias, long* stride, int strides, long* padding, int paddings, long* output, int outputs, long* dilation, int dilations, long groups);
    [DllImport(Library)] internal static extern nint ts_linear(nint input, nint weight, nint bias);
    [DllImport(Library)] internal static extern nint ts_batch_norm(nint input, nint mean, nint variance, nint weight, nint bias, bool training, double momentum, double eps);
    [DllImport(Library)] internal static extern nint ts_instance_norm(nint input, nint mean, nint variance, nint weight, nint bias, bool useInput, double momentum, double eps);
    [DllImport(Library)] internal static extern nint ts_layer_norm(nint input, long* shape, int n, nint weight, nint bias, double eps);
    [DllImport(Library)] internal static extern nint ts_group_norm(nint input, long groups, nint weight, nint bias, double eps);
    [DllImport(Library)] internal static extern nint ts_cross_entropy(nint input, nint target, nint weight, long ignored, long reduction, double smoothing);
    [DllImport(Library)] internal static extern nint ts_nll_loss(nint input, nint target, nint weight, long reduction);
    [DllImport(Library)] internal static extern nint ts_mse_loss(nint input, nint target, long reduction);
    [DllImport(Library)] internal static extern nint ts_l1_loss(nint input, nint target, long reduction);
    [DllImport(Library)] internal static extern nint ts_smooth_l1_loss(nint input, nint target, long reduction, double beta);
    [DllImport(Library)] internal static extern nint ts_bce(nint input, nint target, nint weight, long reduction);
    [DllImport(Library)] internal static extern nint ts_bce_logits(nint input, nint target, nint weight, nint positive, long reduction);
    [DllImport(Library)] internal static extern nint ts_dropout(nint input, double p, bool training);
    [DllImport(Library)] internal static extern bool ts_dropout_(nint input, double p, bool training);
    [DllImport(Library)] internal static extern nint ts_max_pool1d(nint input, long kernel, long stride, long padding, long dilation, bool ceil);
    [DllImport(Library)] internal static extern nint ts_max_pool2d(nint input, long* kernel, int kernels, long* stride, int strides, long* padding, int paddings, long* dilation, int dilations, bool ceil);
    [DllImport(Library)] internal static extern nint ts_max_pool3d(nint input, long* kernel, int kernels, long* stride, int strides, long* padding, int paddings, long* dilation, int dilations, bool ceil);
    [DllImport(Library)] internal static extern nint ts_avg_pool1d(nint input, long kernel, long stride, long padding, bool ceil, bool countPadding);
    [DllImport(Library)] internal static extern nint ts_avg_pool2d(nint input, long* kernel, int kernels, long* stride, int strides, long* padding, int paddings, bool ceil, bool countPadding);
    [DllImport(Library)] internal static extern nint ts_adaptive_avg_pool1d(nint input, long size);
    [DllImport(Library)] internal static extern nint ts_adaptive_avg_pool2d(nint input, long* size, int n);
    [DllImport(Library)] internal static extern nint ts_adaptive_avg_pool3d(nint input, long* size, int n);
    [DllImport(Library)] internal static extern nint ts_pad(nint input, long* pad, int n, int mode, double value);
    [DllImport(Library)] internal static extern nint ts_relu6(nint a);
    [DllImport(Library)] internal static extern bool ts_relu6_(nint a);
    [DllImport(Library)] internal static extern nint ts_leaky_relu(nint a, Number slope);
    [DllImport(Library)] internal static extern bool ts_leaky_relu_(nint a, Number slope);
    [DllImport(Library)] internal static extern nint ts_elu(nint a, double alpha);
    [DllImport(Library)] internal static extern bool ts_elu_(nint a, double alpha);
    [DllImport(Library)] internal static extern nint ts_selu(nint a);
    [DllImport(Library)] internal static extern bool ts_selu_(nint a);
    [DllImport(Library)] internal static extern nint ts_gelu(nint a);
    [DllImport(Library)] internal static extern nint ts_hardswish(nint a);
    [DllImport(Library)] internal static extern bool ts_hardswish_(nint a);
    [DllImport(Library)] internal static extern nint ts_hardsigmoid(nint a);
    [DllImport(Library)] internal static extern bool ts_hardsigmoid_(nint a);
    [DllImport(Library)] internal static extern nint ts_softplus(nint a, double beta, double threshold);
    [DllImport(Library)] internal static extern nint ts_softmax(nint a, long dim, sbyte type);
    [DllImport(Library)] internal static extern nint ts_log_softmax(nint a, long dim, sbyte type);
    [DllImport(Library)] internal static extern nint ts_one_hot(nint a, long classes);
}
