// torch.nn.functional.
#include "shim.h"

typedef const int64_t* Dims;

API T ts_conv1d(T input, T weight, T bias, int64_t stride, int64_t padding, int64_t dilation, int64_t groups) {
  return make([&] { return at::conv1d(*input, *weight, maybe(bias), list(&stride, 1), list(&padding, 1), list(&dilation, 1), groups); });
}

API T ts_conv2d(T input, T weight, T bias, Dims stride, int strides, Dims padding, int paddings, Dims dilation, int dilations, int64_t groups) {
  return make([&] {
    return at::conv2d(*input, *weight, maybe(bias), list(stride, strides), list(padding, paddings), list(dilation, dilations), groups);
  });
}

API T ts_conv3d(T input, T weight, T bias, Dims stride, int strides, Dims padding, int paddings, Dims dilation, int dilations, int64_t groups) {
  return make([&] {
    return at::conv3d(*input, *weight, maybe(bias), list(stride, strides), list(padding, paddings), list(dilation, dilations), groups);
  });
}

API T ts_conv_transpose1d(T input, T weight, T bias, int64_t stride, int64_t padding, int64_t output, int64_t dilation, int64_t groups) {
  return make([&] {
    return at::conv_transpose1d(*input, *weight, maybe(bias), list(&stride, 1), list(&padding, 1), list(&output, 1), groups, list(&dilation, 1));
  });
}

API T ts_conv_transpose2d(T input, T weight, T bias, Dims stride, int strides, Dims padding, int paddings, Dims output, int outputs,
                          Dims dilation, int dilations, int64_t groups) {
  return make([&] {
    return at::conv_transpose2d(*input, *weight, maybe(bias), list(stride, strides), list(padding, paddings), list(output, outputs), groups,
                                list(dilation, dilations));
  });
}

API T ts_conv_transpose3d(T input, T weight, T bias, Dims stride, int strides, Dims padding, int paddings, Dims output, int outputs,
                          Dims dilation, int dilations, int64_t groups) {
  return make([&] {
    return at::conv_transpose3d(*input, *weight, maybe(bias), list(stride, strides), list(padding, paddings), list(output, outputs), groups,
                                list(dilation, dilations));
  });
}

API T ts_linear(T input, T weight, T bias) { return make([&] { return at::linear(*input, *weight, maybe(bias)); }); }

API T ts_batch_norm(T input, T mean, T variance, T weight, T bias, bool training, double momentum, double eps) {
  return make([&] {
    return at::batch_norm(*input, maybe(weight), maybe(bias), maybe(mean), maybe(variance), training, momentum, eps,
                          at::globalContext().userEnabledCuDNN());
  });
}

API T ts_instance_norm(T input, T mean, T variance, T weight, T bias, bool use_input, double momentum, double eps) {
  return make([&] {
    return at::instance_norm(*input, maybe(weight), maybe(bias), maybe(mean), maybe(variance), use_input, momentum, eps,
                             at::globalContext().userEnabledCuDNN());
  });
}

API T ts_layer_norm(T input, Dims shape, int n, T weight, T bias, double eps) {
  return make([&] { return at::layer_norm(*input, list(shape, n), maybe(weight), maybe(bias), eps); });
}

API T ts_group_norm(T input, int64_t groups, T weight, T bias, double eps) {
  return make([&] { return at::group_norm(*input, groups, maybe(weight), maybe(bias), eps); });
}

API T ts_cross_entropy(T input, T target, T weight, int64_t ignored, int64_t reduction, double smoothing) {
  return make([&] { return at::cross_entropy_loss(*input, *target, maybe(weight), reduction, ignored, smoothing); });
}
API T ts_nll_loss(T input, T target, T weight, int64_t reduction) {
  return make([&] { return at::nll_loss_nd(*input, *target, maybe(weight), reduction); });
}
API T ts_mse_loss(T input, T target, int64_t reduction) { return make([&] { return at::mse_loss(*input, *target, reduction); }); }
API T ts_l1_loss(T input, T target, int64_t reduction) { return make([&] { return at::l1_loss(*input, *target, reduction); }); }
API T ts_smooth_l1_loss(T input, T target, int64_t reduction, double beta) {
  return make([&] { return at::smooth_l1_loss(*input, *target, reduction, beta); });
}
API T ts_bce(T input, T target, T weight, int64_t reduction) {
  return make([&] { return at::binary_cross_entropy(*input, *target, maybe(weight), reduction); });
}
API T ts_bce_logits(T input, T target, T weight, T positive, int64_t reduction) {
  return make([&] { return at::binary_cross_entropy_with_logits(*input, *target, maybe(weight), maybe(positive), reduction); });
}

API T ts_dropout(T input, double p, bool training) { return make([&] { return at::dropout(*input, p, training); }); }
API bool ts_dropout_(T input, double p, bool training) { return run([&] { at::dropout_(*input, p, training); }); }

API T ts_max_pool1d(T input, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation, bool ceil) {
  return make([&] { return at::max_pool1d(*input, list(&kernel, 1), list(&stride, 1), list(&padding, 1), list(&dilation, 1), ceil); });
}
API T ts_max_pool2d(T input, Dims kernel, int kernels, Dims stride, int strides, Dims padding, int paddings, Dims dilation, int dilations,
                    bool ceil) {
  return make([&] {
    return at::max_pool2d(*input, list(kernel, kernels), list(stride, strides), list(padding, paddings), list(dilation, dilations), ceil);
  });
}
API T ts_max_pool3d(T input, Dims kernel, int kernels, Dims stride, int strides, Dims padding, int paddings, Dims dilation, int dilations,
                    bool ceil) {
  return make([&] {
    return at::max_pool3d(*input, list(kernel, kernels), list(stride, strides), list(padding, paddings), list(dilation, dilations), ceil);
  });
}
API T ts_avg_pool1d(T input, int64_t kernel, int64_t stride, int64_t padding, bool ceil, bool count_padding) {
  return make([&] { return at::avg_pool1d(*input, list(&kernel, 1), list(&stride, 1), list(&padding, 1), ceil, count_padding); });
}
API T ts_avg_pool2d(T input, Dims kernel, int kernels, Dims stride, int strides, Dims padding, int paddings, bool ceil, bool count_padding) {
  return make([&] { return at::avg_pool2d(*input, list(kernel, kernels), list(stride, strides), list(padding, paddings), ceil, count_padding); });
}
API T ts_adaptive_avg_pool1d(T input, int64_t size) { return make([&] { return at::adaptive_avg_pool1d(*input, list(&size, 1)); }); }
API T ts_adaptive_avg_pool2d(T input, Dims size, int n) { return make([&] { return at::adaptive_avg_pool2d(*input, list(size, n)); }); }
API T ts_adaptive_avg_pool3d(T input, Dims size, int n) { return make([&] { return at::adaptive_avg_pool3d(*input, list(size, n)); }); }

// mode: 1 reflect, 2 replicate, 3 circular, otherwise a constant
API T ts_pad(T input, Dims pad, int n, int mode, double value) {
  return make([&] {
    switch (mode) {
      case 1: return at::pad(*input, list(pad, n), "reflect", Optional<double>());
      case 2: return at::pad(*input, list(pad, n), "replicate", Optional<double>());
      case 3: return at::pad(*input, list(pad, n), "circular", Optional<double>());
      default: return at::constant_pad_nd(*input, list(pad, n), value);
    }
  });
}

API T ts_relu6(T a) { return make([&] { return at::relu6(*a); }); }
API bool ts_relu6_(T a) { return run([&] { at::relu6_(*a); }); }
API T ts_leaky_relu(T a, Number slope) { return make([&] { return at::leaky_relu(*a, scalar(slope)); }); }
API bool ts_leaky_relu_(T a, Number slope) { return run([&] { at::leaky_relu_(*a, scalar(slope)); }); }
API T ts_elu(T a, double alpha) { return make([&] { return at::elu(*a, alpha); }); }
API bool ts_elu_(T a, double alpha) { return run([&] { at::elu_(*a, alpha); }); }
API T ts_selu(T a) { return make([&] { return at::selu(*a); }); }
API bool ts_selu_(T a) { return run([&] { at::selu_(*a); }); }
API T ts_gelu(T a) { return make([&] { return at::gelu(*a); }); }
API T ts_hardswish(T a) { return make([&] { return at::hardswish(*a); }); }
API bool ts_hardswish_(T a) { return run([&] { at::hardswish_(*a); }); }
API T ts_hardsigmoid(T a) { return make([&] { return at::hardsigmoid(*a); }); }
API bool ts_hardsigmoid_(T a) { return run([&] { at::hardsigmoid_(*a); }); }
API T ts_softplus(T a, double beta, double threshold) { return make([&] { return at::softplus(*a, beta, threshold); }); }
API T ts_softmax(T a, int64_t dim, int8_t type) { return make([&] { return at::softmax(*a, dim, maybe_type(type)); }); }
API T ts_log_softmax(T a, int64_t dim, int8_t type) { return make([&] { return at::log_softmax(*a, dim, maybe_type(type)); }); }
API T ts_one_hot(T a, int64_t classes) { return make([&] { return at::one_hot(*a, classes); }); }
