using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<in T, out TResult>
        {
            TResult call(T input1);
        }

        /// <summary>A part of a network: its own parameters and the modules inside it, in the order they were registered.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string name, Parameter parameter)> _parameters = [];
            private readonly List<(string name, Tensor buffer)> _buffers = [];
            private readonly List<(string name, Module module)> _modules = [];
            private bool _training = true;

            [SuppressMessage("Style", "IDE1006", Justification = "As published.")]
            protected string name;

            protected Module(string name) => this.name = name;

            public virtual bool training => _training;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in _modules) module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void register_parameter(string name, Parameter param)
            {
                param.DetachFromDisposeScope();
                _parameters.Add((name, param));
            }

            /// <summary>Registers, replaces where it stands, or (null) removes a parameter.</summary>
            private protected void Replace(string name, Parameter? param)
            {
                var place = _parameters.FindIndex(p => p.name == name);
                if (param is null) _parameters.RemoveAll(p => p.name == name);
                else if (place < 0) register_parameter(name, param);
                else _parameters[place] = (name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                tensor.DetachFromDisposeScope();
                _buffers.RemoveAll(b => b.name == name);
                _buffers.Add((name, tensor));
            }

            public virtual void register_module(string name, Module submodule) => _modules.Add((name, submodule));

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual IEnumerable<Module> children() => _modules.Select(m => m.module);

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules;

            public virtual IEnumerable<Module> modules() => [this, .. named_modules().Select(m => m.module)];

            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                _modules.SelectMany(m => m.module.named_modules().Select(n => (name: $"{m.name}.{n.name}", n.module)).Prepend(m));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                recurse ? _parameters.Concat(_modules.SelectMany(m => m.module.named_parameters().Select(p => ($"{m.name}.{p.name}", p.parameter)))) : _parameters;

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                recurse
                    ? _buffers.Concat(_modules.SelectMany(m => m.module.named_buffers(true, include_nonpersistent).Select(b => ($"{m.name}.{b.name}", b.buffer))))
                    : _buffers;

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (set_to_none) parameter.grad = null;
                    else gradient?.zero_();
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, parameter) in _parameters) parameter.Dispose();
                foreach (var (_, buffer) in _buffers) buffer.Dispose();
                foreach (var (_, module) in _modules) module.Dispose();
            }
        }

        /// <summary>A module with hooks; the stand-in has none.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected HookableModule(string name) : base(name)
            {
            }
        }

        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>,
            IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public TResult call(T input) => forward(input);

            public abstract TResult forward(T input);
        }
    }
}
