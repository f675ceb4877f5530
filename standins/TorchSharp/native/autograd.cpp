// Gradients: libtorch's own engine.
#include "shim.h"

#include <torch/csrc/autograd/autograd.h>
#include <ATen/core/grad_mode.h>
#include <vector>

static std::vector<at::Tensor> tensors(const T* values, int n) {
  std::vector<at::Tensor> result;
  result.reserve(n);
  for (int i = 0; i < n; i++) result.push_back(values[i] ? *values[i] : at::Tensor());
  return result;
}

API bool ts_get_grad_mode() { return c10::GradMode::is_enabled(); }
API void ts_set_grad_mode(bool on) { c10::GradMode::set_enabled(on); }

API bool ts_backward(const T* roots, int n, const T* gradients, int gradient_count, bool keep_graph, bool create_graph, const T* inputs,
                     int input_count) {
  return run([&] {
    torch::autograd::backward(tensors(roots, n), tensors(gradients, gradient_count), keep_graph, create_graph, tensors(inputs, input_count));
  });
}

// Writes one gradient per input; null where an unused input has none.
API bool ts_autograd_grad(const T* outputs, int n, const T* inputs, int input_count, const T* gradients, int gradient_count, bool keep_graph,
                          bool create_graph, bool allow_unused, T* into) {
  return run([&] {
    auto result = torch::autograd::grad(tensors(outputs, n), tensors(inputs, input_count), tensors(gradients, gradient_count), keep_graph,
                                        create_graph, allow_unused);
    for (int i = 0; i < input_count; i++) into[i] = result[i].defined() ? new at::Tensor(std::move(result[i])) : nullptr;
  });
}

// Null without an error: there is no gradient yet.
API bool ts_get_grad(T t, T* into) {
  return run([&] {
    const auto& gradient = t->grad();
    *into = gradient.defined() ? new at::Tensor(gradient) : nullptr;
  });
}

API bool ts_set_grad(T t, T gradient) {
  return run([&] { t->mutable_grad() = gradient ? *gradient : at::Tensor(); });
}

API bool ts_retain_grad(T t) { return run([&] { t->retain_grad(); }); }
