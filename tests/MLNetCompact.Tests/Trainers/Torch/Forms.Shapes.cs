using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>Operators that scale, reshape, cut and join.</summary>
internal static partial class Forms
{
    private static IEnumerable<Form> Resizings()
    {
        foreach (var mode in (string[])["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric"])
        {
            // half_pixel_symmetric is younger than the others.
            var opset = mode == "half_pixel_symmetric" ? 19 : 17;
            foreach (var nearest in (string[])["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
            {
                var op = new Resize { CoordinateTransformationMode = mode, NearestMode = nearest };
                yield return Form.Of($"nearest {mode} {nearest} twice", s_map, op, f => ["", f.Given([4], 1, 1, 2, 2)], opset);
                yield return Form.Of($"nearest {mode} {nearest} factors", s_map, op, f => ["", f.Given([4], 1, 1, 1.6f, 0.7f)], opset);
                yield return Form.Of($"nearest {mode} {nearest} sizes", s_map, op, f => ["", "", f.Integers(3, 4, 10, 3)], opset);
            }
            var linear = new Resize { CoordinateTransformationMode = mode, Mode = "linear" };
            yield return Form.Of($"linear {mode} twice", s_map, linear, f => ["", f.Given([4], 1, 1, 2, 2)], opset);
            yield return Form.Of($"linear {mode} factors", s_map, linear, f => ["", f.Given([4], 1, 1, 2.5f, 0.6f)], opset);
            yield return Form.Of($"linear {mode} sizes", s_map, linear, f => ["", "", f.Integers(3, 4, 12, 5)], opset);
            yield return Form.Of($"linear {mode} to one pixel", s_map, linear, f => ["", "", f.Integers(3, 4, 1, 8)], opset);
            yield return Form.Of($"linear {mode} 3-D", s_block, linear, f => ["", f.Given([5], 1, 1, 2, 1.5f, 3)], opset);
        }
        yield return Form.Of("resize of opset 10", s_map, new Resize { Old = true, CoordinateTransformationMode = "asymmetric" }, f => [f.Given([4], 1, 1, 3, 2)], opset: 10);
        yield return Form.Of("resize of opset 10, smaller", s_map, new Resize { Old = true, CoordinateTransformationMode = "asymmetric" }, f => [f.Given([4], 1, 1, 0.6f, 0.5f)], opset: 10);
        yield return Form.Of("resize of opset 10, linear", s_map, new Resize { Old = true, Mode = "linear", CoordinateTransformationMode = "asymmetric" }, f => [f.Given([4], 1, 1, 2, 1.5f)], opset: 10);
        yield return Form.Of("upsample by an attribute", s_map, new Upsample { Scales = [1, 1, 2, 3] }, opset: 8);
        yield return Form.Of("upsample by an input", s_map, new Upsample(), f => [f.Given([4], 1, 1, 1.5f, 2)], opset: 9);
        yield return Form.Of("upsample linear", s_map, new Upsample { Mode = "linear" }, f => [f.Given([4], 1, 1, 2, 3)], opset: 9);
    }

    private static IEnumerable<Form> Shapings()
    {
        yield return Form.Of("reshape", s_map, new Reshape(), f => [f.Integers(0, -1)]);
        yield return Form.Of("reshape all but the batch", s_map, new Reshape(), f => [f.Integers(-1, 8, 28)]);
        yield return Form.Of("reshape that keeps", s_map, new Reshape(), f => [f.Integers(0, 0, 2, -1)]);
        foreach (var axis in (int[])[0, 1, 2, 4, -1])
            yield return Form.Of($"flatten {axis}", s_map, new Flatten { Axis = axis });
        yield return Form.Of("transpose", s_map, new Transpose());
        yield return Form.Of("transpose to NHWC", s_map, new Transpose { Perm = [0, 2, 3, 1] });
        yield return Form.Of("squeeze by an attribute", [1, 6, 1], new Squeeze { Axes = [1, -1] }, opset: 11);
        yield return Form.Of("squeeze by an input", [1, 6, 1], new Squeeze(), f => [f.Integers(-1)]);
        yield return Form.Of("squeeze all", [1, 6, 1], new Squeeze());
        yield return Form.Of("unsqueeze by an attribute", s_list, new Unsqueeze { Axes = [3, 1] }, opset: 11);
        yield return Form.Of("unsqueeze by an input", s_list, new Unsqueeze(), f => [f.Integers(-1, 0)]);
        yield return Form.Of("expand", [4, 1, 1], new Expand(), f => [f.Integers(1, 4, 5, 6)]);
        yield return Form.Of("expand to more dimensions", s_list, new Expand(), f => [f.Integers(2, 1, 6)]);
        yield return Form.Of("expand to fewer dimensions", s_map, new Expand(), f => [f.Integers(1, 1)]);
        yield return Form.Of("depth to space", [12, 2, 3], new DepthToSpace { BlockSize = 2 });
        yield return Form.Of("depth to space, channel first", [12, 2, 3], new DepthToSpace { BlockSize = 2, ChannelFirst = true });
        yield return Form.Of("space to depth", [3, 4, 6], new SpaceToDepth { BlockSize = 2 });
        yield return Form.Of("cast to itself", s_list, new Cast { To = ElementType.Float });
        // PyTorch's way to keep the batch: Shape, Gather, Unsqueeze, Concat, Reshape.
        yield return Form.Chain("reshape by a computed shape", s_map, f =>
        {
            var (x, zero, axes, rest) = (f.Value, f.Integer(0), f.Integers(0), f.Integers(-1));
            var batch = f.Add(new ShapeOp()).Add(new Gather(), zero).Add(new Unsqueeze(), axes).Value;
            f.AddNode(new Concat { Axis = 0 }, batch, rest);
            f.AddNode(new Reshape(), x, f.Value);
        });
        yield return Form.Chain("expand by a computed shape", s_list, f =>
        {
            var x = f.Value;
            var shape = f.Add(new ShapeOp { Start = 0, End = 1 }).Add(new Mul(), f.Integers(2)).Add(new Cast { To = ElementType.Float }).Add(new Cast { To = ElementType.Int64 }).Add(new Div(), f.Integers(2)).Value;
            var sizes = f.AddNode(new Concat { Axis = 0 }, f.Integers(2), shape, f.Integers(6)).Value;
            f.AddNode(new Expand(), x, sizes);
        });
    }

    private static IEnumerable<Form> Slicings()
    {
        yield return Form.Chain("concat", s_map, f => f.AddNode(new Concat { Axis = 1 }, f.Value, f.Value, f.Add(new Sigmoid()).Value));
        yield return Form.Chain("concat with a weight", s_map, f => f.AddNode(new Concat { Axis = -1 }, f.Value, f.Floats(3, 4, 7, 2)));
        yield return Form.Chain("split equally", s_map, f => f.AddNode(new Sub(), f.AddMany(new Split { Axis = 1 }, 2)));
        yield return Form.Chain("split by an attribute", s_map, f => f.AddNode(new Concat { Axis = 1 }, [.. f.AddMany(new Split { Axis = 1, Sizes = [1, 3] }, 2).Reverse()]), opset: 11);
        yield return Form.Chain("split by an input", s_map, f => f.AddNode(new Concat { Axis = 1 }, [.. f.AddMany(new Split { Axis = -3 }, 3, f.Integers(1, 2, 1)).Reverse()]));
        yield return Form.Chain("split with a smaller last part", s_map, f => f.AddNode(new Concat { Axis = 2 }, [.. f.AddMany(new Split { Axis = 2, NumOutputs = 4 }, 4).Reverse()]), opset: 18);
        yield return Form.Chain("split of which one part is read", s_map, f => f.AddNode(new Relu(), f.AddMany(new Split { Axis = 1 }, 2)[1]));
        yield return Form.Of("slice by attributes", s_map, new Slice { Starts = [1, -3], Ends = [100, -1], Axes = [1, 3] }, opset: 9);
        yield return Form.Of("slice of the first dimensions", s_map, new Slice { Starts = [1, 0], Ends = [3, 2] }, opset: 9);
        yield return Form.Of("slice by inputs", s_map, new Slice(), f => [f.Integers(2, 1), f.Integers(6, 7), f.Integers(2, -1)]);
        yield return Form.Of("slice in steps", s_map, new Slice(), f => [f.Integers(1, 0), f.Integers(6, 100), f.Integers(2, 3), f.Integers(2, 3)]);
        yield return Form.Of("slice backwards", s_map, new Slice(), f => [f.Integers(-1, 5), f.Integers(-100, 0), f.Integers(2, 3), f.Integers(-1, -2)]);
        yield return Form.Of("slice backwards to the end", s_map, new Slice(), f => [f.Integers(100), f.Integers(long.MinValue), f.Integers(3), f.Integers(-3)]);
        yield return Form.Of("gather", s_map, new Gather { Axis = 1 }, f => [f.Integers(2, 0, -1, 2)]);
        yield return Form.Of("gather one", s_map, new Gather { Axis = -1 }, f => [f.Integer(3)]);
        yield return Form.Of("gather of several dimensions", s_map, new Gather { Axis = 2 }, f => [f.IntegersOf([2, 3], 0, 1, 2, 6, -7, 4)]);
        yield return Form.Of("pad by attributes", s_map, new Pad { Pads = [0, 1, 2, 0, 0, 0, 1, 3], Value = 0.5f }, opset: 10);
        yield return Form.Of("pad by inputs", s_map, new Pad(), f => [f.Integers(0, 0, 1, 2, 0, 0, 2, 1), f.Given([], -1)]);
        yield return Form.Of("pad without a value", s_map, new Pad(), f => [f.Integers(0, 2, 0, 0, 0, 2, 0, 0)]);
        yield return Form.Of("pad that cuts", s_map, new Pad(), f => [f.Integers(0, 0, -1, 2, 0, -1, 1, -3)]);
        yield return Form.Of("pad of named dimensions", s_map, new Pad(), f => [f.Integers(1, 2, 3, 0), "", f.Integers(-1, 1)], opset: 18);
        foreach (var mode in (PadMode[])[PadMode.Reflect, PadMode.Edge, PadMode.Wrap])
            yield return Form.Of($"pad {mode}", s_map, new Pad { Mode = mode }, f => [f.Integers(0, 1, 3, 5, 0, 2, 6, 7)], opset: 19);
        yield return Form.Of("pad Reflect by attributes", s_map, new Pad { Mode = PadMode.Reflect, Pads = [0, 0, 2, 1, 0, 0, 1, 2] }, opset: 10);
    }
}
