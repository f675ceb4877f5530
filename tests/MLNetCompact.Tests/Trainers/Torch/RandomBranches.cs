using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>Random networks that branch and join: every value may be read by several nodes, and every kind of operator is in them.</summary>
internal static class RandomBranches
{
    public static Network Create(int seed) => Form.Chain($"branches {seed}", [4, 8, 8], f => new Maker(f, new Random(seed)).Make()).Network;

    private sealed class Maker(Form form, Random random)
    {
        private readonly List<(string Value, int Channels, int Side)> _values = [];

        public void Make()
        {
            _values.Add((form.Value, 4, 8));
            for (var i = random.Next(4, 14); i > 0; i--)
                Extend();
            // All that nothing reads yet comes together.
            string[] pooled = [.. _values.TakeLast(3).Select(v => form.AddNode(random.Next(2) == 0 ? new GlobalAveragePool() : new GlobalMaxPool(), v.Value).Value)];
            form.AddNode(new Concat { Axis = 1 }, pooled).Add(new Flatten()).Add(new Gemm(), form.Floats(_values.TakeLast(3).Sum(v => v.Channels), 5), form.Floats(5));
        }

        private void Extend()
        {
            var (x, channels, side) = _values[random.Next(_values.Count)];
            switch (random.Next(14))
            {
                case 0 or 1: Convolve(x, channels, side); break;
                case 2: Keep(channels, side, new BatchNormalization(), x, form.Floats(channels), form.Floats(channels), form.Floats(channels), form.Positive(channels)); break;
                case 3: Keep(channels, side, new InstanceNormalization { Epsilon = 0.1f }, x, form.Floats(channels), form.Floats(channels)); break;
                case 4: Keep(channels, side, new PRelu(), x, form.Floats(channels, 1, 1)); break;
                case 5: Keep(channels, side, random.Next(5) switch { 0 => new Relu(), 1 => new Sigmoid(), 2 => new HardSwish(), 3 => new Elu(), _ => new LeakyRelu() }, x); break;
                case 6 when side > 2: Add(channels, side / 2, random.Next(2) == 0 ? new MaxPool { Kernel = [2, 2], Strides = [2, 2] } : new AveragePool { Kernel = [2, 2], Strides = [2, 2] }, x); break;
                case 7 when side < 8: Add(channels, side * 2, new Resize { Mode = random.Next(2) == 0 ? "linear" : "nearest" }, x, "", form.Given([4], 1, 1, 2, 2)); break;
                case 8 when channels % 2 == 0: Shuffle(x, channels, side); break;
                case 9: Gate(x, channels, side); break;
                case 10 when channels % 4 == 0 && side < 8: Add(channels / 4, side * 2, new DepthToSpace { BlockSize = 2 }, x); break;
                default: Join(x, channels, side); break;
            }
        }

        private void Convolve(string x, int channels, int side)
        {
            var (filters, group, stride) = (2 * random.Next(1, 4), channels % 2 == 0 ? random.Next(1, 3) : 1, side > 2 ? random.Next(1, 3) : 1);
            Add(filters, (side + stride - 1) / stride,
                new Conv { Kernel = [3, 3], Strides = [stride, stride], Pads = [1, 1, 1, 1], Group = group }, x, form.Floats(filters, channels / group, 3, 3), form.Floats(filters));
        }

        /// <summary>ShuffleNet's: half of the channels go a way of their own, and come back in another order.</summary>
        private void Shuffle(string x, int channels, int side)
        {
            var halves = form.AddNode(new Identity(), x).AddMany(new Split { Axis = 1 }, 2);
            var other = form.AddNode(new Tanh(), halves[1]).Value;
            form.AddNode(new Concat { Axis = 1 }, halves[0], other)
                .Add(new Reshape(), form.Integers(0, 2, channels / 2, side, side)).Add(new Transpose { Perm = [0, 2, 1, 3, 4] }).Add(new Reshape(), form.Integers(0, -1, side, side));
            _values.Add((form.Value, channels, side));
        }

        /// <summary>Squeeze-and-excite: a share for each channel.</summary>
        private void Gate(string x, int channels, int side)
        {
            form.AddNode(new GlobalAveragePool(), x).Add(new Conv { Kernel = [1, 1] }, form.Floats(channels, channels, 1, 1), form.Floats(channels)).Add(new HardSigmoid());
            Keep(channels, side, new Mul(), x, form.Value);
        }

        private void Join(string x, int channels, int side)
        {
            var like = _values.Where(v => v.Side == side).ToArray();
            var (other, others, _) = like[random.Next(like.Length)];
            if (others != channels || random.Next(4) == 0)
                Add(Math.Min(channels + others, 12), side, new Concat { Axis = 1 }, x, other);
            else
                Keep(channels, side, random.Next(4) switch { 0 => new Add(), 1 => new Sub(), 2 => new Max(), _ => new Mul() }, x, other);
        }

        private void Keep(int channels, int side, Operator op, params string[] inputs) => Add(channels, side, op, inputs);

        private void Add(int channels, int side, Operator op, params string[] inputs)
        {
            form.AddNode(op, inputs);
            if (op is Concat)
                form.Add(new Slice(), form.Integers(0), form.Integers(channels), form.Integers(1));
            _values.Add((form.Value, channels, side));
        }
    }
}
