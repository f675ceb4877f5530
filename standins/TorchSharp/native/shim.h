// What every file of the shim shares: how tensors, scalars, lists and errors cross the C boundary.
#pragma once
#include <ATen/ATen.h>
#include <utility>

// A tensor that the caller owns and gives back with ts_dispose.
typedef at::Tensor* T;

// A random number generator that the caller owns and gives back with ts_generator_dispose; null is the device's own.
typedef at::Generator* G;

// A scalar: kind is -1 (none), 0 (integer), 1 (floating point, its bits in value) or 2 (boolean).
struct Number {
  int64_t kind;
  int64_t value;
};

#define API extern "C" __attribute__((visibility("default")))

// The optional type of this libtorch: c10::optional until 2.3, std::optional since.
template <class U, template <class> class O, class X>
O<U> rebind(O<X>);
template <class U>
using Optional = decltype(rebind<U>(at::TensorOptions().device_opt()));

void keep_error() noexcept;

// Runs f; what it throws is kept for ts_error, and the caller sees null (or false).
template <class F>
T make(F f) noexcept {
  try {
    return new at::Tensor(f());
  } catch (...) {
    keep_error();
    return nullptr;
  }
}

template <class F>
bool run(F f) noexcept {
  try {
    f();
    return true;
  } catch (...) {
    keep_error();
    return false;
  }
}

inline at::IntArrayRef list(const int64_t* values, int64_t count) { return at::IntArrayRef(values, count); }

inline Optional<at::Tensor> maybe(T t) { return t ? Optional<at::Tensor>(*t) : Optional<at::Tensor>(); }

inline Optional<at::Generator> maybe(G g) { return g ? Optional<at::Generator>(*g) : Optional<at::Generator>(); }

inline at::Scalar scalar(Number n) {
  if (n.kind == 1) {
    double d;
    static_assert(sizeof(d) == sizeof(n.value), "a double is 8 bytes");
    __builtin_memcpy(&d, &n.value, sizeof(d));
    return at::Scalar(d);
  }
  return n.kind == 2 ? at::Scalar(n.value != 0) : at::Scalar(n.value);
}

inline Optional<at::Scalar> maybe(Number n) { return n.kind < 0 ? Optional<at::Scalar>() : Optional<at::Scalar>(scalar(n)); }

inline at::ScalarType type_of(int8_t type) { return static_cast<at::ScalarType>(type); }

// -1 stands for "not given".
inline Optional<at::ScalarType> maybe_type(int8_t type) {
  return type < 0 ? Optional<at::ScalarType>() : Optional<at::ScalarType>(type_of(type));
}

inline at::Device device_of(int type, int index) {
  return at::Device(static_cast<at::DeviceType>(type), static_cast<at::DeviceIndex>(index));
}

inline at::TensorOptions options(int8_t type, int device, int index) {
  return at::TensorOptions(type_of(type)).device(device_of(device, index));
}
