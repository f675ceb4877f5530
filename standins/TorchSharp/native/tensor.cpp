// Making tensors, asking about them, copying them; random numbers, threads, devices.
#include "shim.h"

#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <algorithm>
#include <cstring>
#include <mutex>
#include <string>

#ifdef __linux__
#include <malloc.h>
#endif

typedef void (*Release)(void* owner);

#ifdef M_TRIM_THRESHOLD
// A training step takes and frees the same large buffers as the step before. Handing them to the system in between made
// a LeNet-5 step 1.2 times as slow (page faults).
__attribute__((constructor)) static void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}
#endif

static thread_local std::string last_error;

void keep_error() noexcept {
  try {
    throw;
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "unknown native error";
  }
}

// Copies the last error of this thread (UTF-8) and returns its length.
API int ts_error(char* buffer, int size) {
  const int length = std::min(size, static_cast<int>(last_error.size()));
  std::memcpy(buffer, last_error.data(), length);
  return length;
}

API void ts_dispose(T t) { delete t; }

API T ts_new(void* data, const int64_t* dims, int n, int8_t source, int8_t type, int device, int index) {
  return make([&] {
    return at::from_blob(data, list(dims, n), at::TensorOptions(type_of(source))).to(options(type, device, index), false, true);
  });
}

// Uses the caller's memory until release(owner) is called.
API T ts_share(void* data, const int64_t* dims, int n, int8_t type, Release release, void* owner) {
  return make([&] { return at::from_blob(data, list(dims, n), [=](void*) { release(owner); }, at::TensorOptions(type_of(type))); });
}

API T ts_zeros(const int64_t* dims, int n, int8_t type, int device, int index) {
  return make([&] { return at::zeros(list(dims, n), options(type, device, index)); });
}

API T ts_ones(const int64_t* dims, int n, int8_t type, int device, int index) {
  return make([&] { return at::ones(list(dims, n), options(type, device, index)); });
}

API T ts_empty(const int64_t* dims, int n, int8_t type, int device, int index) {
  return make([&] { return at::empty(list(dims, n), options(type, device, index)); });
}

API T ts_rand(const int64_t* dims, int n, int8_t type, int device, int index, G generator) {
  return make([&] { return at::rand(list(dims, n), maybe(generator), options(type, device, index)); });
}

API T ts_randn(const int64_t* dims, int n, int8_t type, int device, int index, G generator) {
  return make([&] { return at::randn(list(dims, n), maybe(generator), options(type, device, index)); });
}

API T ts_full(const int64_t* dims, int n, Number value, int8_t type, int device, int index) {
  return make([&] { return at::full(list(dims, n), scalar(value), options(type, device, index)); });
}

API T ts_randint(int64_t low, int64_t high, const int64_t* dims, int n, int8_t type, int device, int index, G generator) {
  return make([&] { return at::randint(low, high, list(dims, n), maybe(generator), options(type, device, index)); });
}

API T ts_randperm(int64_t n, int8_t type, int device, int index, G generator) {
  return make([&] { return at::randperm(n, maybe(generator), options(type, device, index)); });
}

API T ts_arange(Number start, Number stop, Number step, int8_t type, int device, int index) {
  return make([&] { return at::arange(scalar(start), scalar(stop), scalar(step), options(type, device, index)); });
}

API T ts_eye(int64_t rows, int64_t columns, int8_t type, int device, int index) {
  return make([&] { return at::eye(rows, columns, options(type, device, index)); });
}

API T ts_full_like(T t, Number value, int8_t type, int device, int index) {
  return make([&] { return at::full_like(*t, scalar(value), options(type, device, index)); });
}

API T ts_empty_like(T t, int8_t type, int device, int index) {
  return make([&] { return at::empty_like(*t, options(type, device, index)); });
}

API int64_t ts_dim(T t) { return t->dim(); }
API int64_t ts_numel(T t) { return t->numel(); }
API int8_t ts_dtype(T t) { return static_cast<int8_t>(t->scalar_type()); }
API int ts_device_type(T t) { return static_cast<int>(t->device().type()); }
API int ts_device_index(T t) { return t->device().index(); }
API int64_t ts_element_size(T t) { return static_cast<int64_t>(t->element_size()); }
API bool ts_requires_grad(T t) { return t->requires_grad(); }
API bool ts_is_leaf(T t) { return t->is_leaf(); }
API bool ts_is_contiguous(T t) { return t->is_contiguous(); }
API void ts_sizes(T t, int64_t* into) { std::copy(t->sizes().begin(), t->sizes().end(), into); }
API void ts_strides(T t, int64_t* into) { std::copy(t->strides().begin(), t->strides().end(), into); }
API bool ts_size(T t, int64_t dim, int64_t* into) { return run([&] { *into = t->size(dim); }); }
API void* ts_data(T t) {
  void* data = nullptr;
  run([&] { data = t->data_ptr(); });
  return data;
}

API bool ts_set_requires_grad(T t, bool on) { return run([&] { t->set_requires_grad(on); }); }
API T ts_alias(T t) { return make([&] { return *t; }); }
API T ts_detach(T t) { return make([&] { return t->detach(); }); }
API T ts_clone(T t) { return make([&] { return t->clone(); }); }
API T ts_contiguous(T t) { return make([&] { return t->contiguous(); }); }
API bool ts_copy_(T t, T source, bool non_blocking) { return run([&] { t->copy_(*source, non_blocking); }); }
API T ts_to(T t, int8_t type, int device, int index, bool copy, bool non_blocking) {
  return make([&] {
    auto wanted = options(type, device, index);
    return t->to(wanted, non_blocking, copy);
  });
}

API bool ts_item(T t, Number* into) {
  return run([&] {
    const at::Scalar s = t->item();
    if (s.isFloatingPoint()) {
      const double d = s.toDouble();
      into->kind = 1;
      std::memcpy(&into->value, &d, sizeof(d));
    } else {
      into->kind = s.isBoolean() ? 2 : 0;
      into->value = s.isBoolean() ? s.toBool() : s.toLong();
    }
  });
}

API bool ts_manual_seed(int64_t seed) { return run([&] { at::manual_seed(static_cast<uint64_t>(seed)); }); }

// The device's own generator.
API G ts_generator_default(int device, int index) {
  G generator = nullptr;
  run([&] { generator = new at::Generator(at::globalContext().defaultGenerator(device_of(device, index))); });
  return generator;
}

API G ts_generator_new(int64_t seed, int device, int index) {
  G generator = nullptr;
  run([&] {
    auto fresh = at::globalContext().defaultGenerator(device_of(device, index)).clone();
    fresh.set_current_seed(static_cast<uint64_t>(seed));
    generator = new at::Generator(std::move(fresh));
  });
  return generator;
}

API void ts_generator_dispose(G generator) { delete generator; }
API int64_t ts_generator_initial_seed(G generator) { return static_cast<int64_t>(generator->current_seed()); }
API bool ts_generator_manual_seed(G generator, int64_t seed) {
  return run([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(static_cast<uint64_t>(seed));
  });
}
API int64_t ts_generator_seed(G generator) {
  std::lock_guard<std::mutex> lock(generator->mutex());
  return static_cast<int64_t>(generator->seed());
}
API T ts_generator_get_state(G generator) {
  return make([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    return generator->get_state();
  });
}
API bool ts_generator_set_state(G generator, T state) {
  return run([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(*state);
  });
}

API bool ts_set_num_threads(int count) { return run([&] { at::set_num_threads(count); }); }
API int ts_get_num_threads() { return at::get_num_threads(); }
API bool ts_set_num_interop_threads(int count) { return run([&] { at::set_num_interop_threads(count); }); }
API int ts_get_num_interop_threads() { return at::get_num_interop_threads(); }

API int ts_cuda_device_count() {
  int count = 0;
  run([&] { count = at::hasCUDA() ? static_cast<int>(at::getNumGPUs()) : 0; });
  return count;
}

API bool ts_cudnn_available() {
  bool available = false;
  run([&] { available = at::hasCUDA() && at::detail::getCUDAHooks().hasCuDNN(); });
  return available;
}

API bool ts_cuda_synchronize(int index) {
  return run([&] {
    const auto device = index < 0 ? c10::impl::VirtualGuardImpl(at::DeviceType::CUDA).getDevice() : device_of(1, index);
    at::detail::getCUDAHooks().deviceSynchronize(device.index());
  });
}

API bool ts_get_tf32_matmul() { return at::globalContext().allowTF32CuBLAS(); }
API void ts_set_tf32_matmul(bool on) { at::globalContext().setAllowTF32CuBLAS(on); }
API bool ts_get_tf32_cudnn() { return at::globalContext().allowTF32CuDNN(); }
API void ts_set_tf32_cudnn(bool on) { at::globalContext().setAllowTF32CuDNN(on); }
