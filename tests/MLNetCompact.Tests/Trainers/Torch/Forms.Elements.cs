using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>Operators that treat every element alike, and those of two inputs.</summary>
internal static partial class Forms
{
    private static IEnumerable<Form> Activations()
    {
        Operator[] smooth =
        [
            new Relu(), new Sigmoid(), new Tanh(), new Identity(), new LeakyRelu(), new LeakyRelu { Alpha = 0.3f }, new Elu(), new Elu { Alpha = 0.5f }, new Selu(),
            new Selu { Alpha = 2, Gamma = 0.5f }, new Celu(), new Celu { Alpha = 0.4f }, new HardSigmoid(), new HardSigmoid { Alpha = 1f / 6, Beta = 0.5f },
            new HardSigmoid { Alpha = 0.9f, Beta = 0.4f }, new HardSwish(), new Softplus(), new Softsign(), new Mish(), new Erf(), new Exp(), new Abs(), new Neg(), new Sin(), new Cos(),
        ];
        foreach (var op in smooth)
            yield return Form.Of($"{op}", s_map, op, opset: op is Mish ? 18 : 17);
        foreach (var approximate in (bool[])[true, false])
            yield return Form.Of($"gelu {approximate}", s_map, new Gelu { Approximate = approximate }, opset: 20);
        foreach (var op in (Operator[])[new Log(), new Sqrt(), new Reciprocal()])
            yield return Form.Of($"{op}", s_map, op, positive: true);
        foreach (var op in (Operator[])[new Floor(), new Ceil(), new ThresholdedRelu { Alpha = 0.2f }])
            yield return Form.Of($"{op}", s_map, op, smooth: false);
        yield return Form.Of("clip by attributes", s_map, new Clip { Min = -0.3f, Max = 0.4f }, opset: 10);
        yield return Form.Of("clip from below by an attribute", s_map, new Clip { Min = -0.3f }, opset: 10);
        yield return Form.Of("clip by inputs", s_map, new Clip(), f => [f.Given([], -0.3f), f.Given([], 0.4f)]);
        yield return Form.Of("clip from above", s_map, new Clip(), f => ["", f.Given([], 0.1f)]);
        yield return Form.Of("clip not at all", s_map, new Clip());
        yield return Form.Of("dropout by an attribute", s_map, new Dropout { Ratio = 0.3f }, opset: 10);
        yield return Form.Of("dropout by an input", s_map, new Dropout(), f => [f.Given([], 0.3f)]);
        foreach (var axis in (int[])[1, 2, -1])
        {
            yield return Form.Of($"softmax {axis}", s_map, new Softmax { Axis = axis });
            yield return Form.Of($"log softmax {axis}", s_map, new LogSoftmax { Axis = axis });
            yield return Form.Of($"softmax of old files {axis}", s_map, new Softmax { Axis = axis, Flattens = true }, opset: 11);
            yield return Form.Of($"log softmax of old files {axis}", s_map, new LogSoftmax { Axis = axis, Flattens = true }, opset: 11);
        }
    }

    private static IEnumerable<Form> Broadcasts()
    {
        foreach (var op in (Operator[])[new Add(), new Sub(), new Mul(), new Div(), new Max(), new Min()])
        {
            yield return Form.Of($"{op.OpType} of all", s_map, op, f => [f.Positive(4, 7, 8)]);
            yield return Form.Of($"{op.OpType} per channel", s_map, op, f => [f.Positive(4, 1, 1)]);
            yield return Form.Of($"{op.OpType} per column, with a batch", s_map, op, f => [f.Positive(1, 1, 1, 8)]);
            yield return Form.Of($"{op.OpType} of one number", s_map, op, f => [f.Given([], 0.7f)]);
            yield return Form.Of($"{op.OpType} of a larger one", s_list, op, f => [f.Positive(2, 3, 6)]);
            yield return Form.Chain($"{op.OpType} on the left", s_map, f => f.Add(new Softplus()).AddNode(op, f.Positive(4, 1, 1), f.Value));
            yield return Form.Chain($"{op.OpType} of a value and itself", s_map, f => f.Add(new Softplus()).AddNode(op, f.Value, f.Value));
        }
        yield return Form.Of("square", s_map, new Pow(), f => [f.Given([], 2)]);
        yield return Form.Of("cube of negative numbers", s_map, new Pow(), f => [f.Given([1], 3)]);
        yield return Form.Of("root", s_map, new Pow(), f => [f.Given([], 0.5f)], positive: true);
        yield return Form.Of("powers", s_map, new Pow(), f => [f.Positive(4, 1, 1)], positive: true);
        foreach (var keep in (bool[])[true, false])
        {
            ReduceOp[] kinds = [new ReduceMean { KeepDims = keep }, new ReduceSum { KeepDims = keep }, new ReduceMax { KeepDims = keep }];
            foreach (var kind in kinds)
            {
                // ReduceSum has its dimensions as an input from opset 13 on, the others from 18 on.
                yield return Form.Of($"{kind.OpType} {keep} by an attribute", s_map, kind with { Axes = [1, -1] }, opset: 12);
                yield return Form.Of($"{kind.OpType} {keep} by an input", s_map, kind, f => [f.Integers(-2, 3)], opset: 18);
                yield return Form.Of($"{kind.OpType} {keep} of nothing", s_map, kind with { NoopWithEmptyAxes = true }, f => [f.Integers()], opset: 18);
            }
        }
    }
}
