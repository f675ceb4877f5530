using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The smaller kernel of a convolution whose borders are dead in all filters and channels.</summary>
internal sealed class KernelCrop
{
    private readonly Node _node;
    private readonly Conv _conv;
    private readonly CroppedAxis[] _axes;

    private KernelCrop(Node node, CroppedAxis[] axes) => (_node, _conv, _axes) = (node, (Conv)node.Operator, axes);

    /// <summary>Crops every convolution that it can.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cuts">Whether a Slice may be put in front of a convolution; without, only what padding covers is cropped.</param>
    /// <param name="nodes">The names of the nodes that may change; all if null.</param>
    public static RewriteResult Apply(Network network, bool cuts, IReadOnlySet<string>? nodes = null)
    {
        var rewrite = new WeightRewrite(network);
        foreach (var node in network.Nodes.Where(n => nodes?.Contains(n.Name) ?? true))
        {
            if (LiveTaps.Of(node, network) is { } live)
                Propose(rewrite, network, node, live, cuts);
        }
        return rewrite.Apply();
    }

    private static void Propose(WeightRewrite rewrite, Network network, Node node, LiveTaps live, bool cuts)
    {
        var conv = (Conv)node.Operator;
        var axes = Enumerable.Range(0, conv.Kernel.Count).ToArray();
        // Without any padding to give up, the most that could be cropped.
        if (axes.All(a => CroppedAxis.Of(live.Along(a), new(1, 1, 0, 0), int.MaxValue, cuts: true).Count == conv.Kernel[a]))
            return;
        var input = network.Shapes.GetValueOrDefault(node.Inputs[0]) ?? Shapes.Open(conv.Kernel.Count + 2);
        if (conv.PadsFor(input) is not { } pads)
        {
            rewrite.Refuse(node, $"{node} keeps a kernel with dead borders: its padding {conv.AutoPad.Word()} depends on the size of the maps, which is not known");
            return;
        }
        var crop = new KernelCrop(node, [.. axes.Select(a => CroppedAxis.Of(live.Along(a),
            new(conv.Dilations[a], conv.Strides[a], pads[a], pads[axes.Length + a]), input[2 + a], cuts))]);
        if (crop._axes.Select(a => a.Count).SequenceEqual(conv.Kernel))
            rewrite.Refuse(node, $"{node} keeps a kernel with dead borders: there is no padding that could go in their place{(cuts ? " and no pixel to spare" : "")}");
        else
            rewrite.Propose(node, crop.Weight(network.Weights[node.Inputs[1]]), string.Join(' ', crop._axes.Select(a => $"{a.First},{a.Step},{a.Count}")), crop.Text, crop.Change);
    }

    private string Text => $"{_node}: kernel {Sizes(_conv.Kernel)} becomes {Sizes(Cropped.Kernel)}"
        + (Cropped.Dilations.SequenceEqual(_conv.Dilations) ? "" : $" with dilation {Sizes(Cropped.Dilations)}") + (_axes.Any(a => a.Cuts) ? " behind a Slice" : "");

    private Conv Cropped => _conv with
    {
        Kernel = [.. _axes.Select(a => a.Count)],
        Dilations = [.. _axes.Select((a, i) => a.Count == 1 ? 1 : a.Step * _conv.Dilations[i])],
        Pads = [.. _axes.Select(a => (int)Math.Max(0, a.Before)), .. _axes.Select(a => (int)Math.Max(0, a.Behind))],
        AutoPad = AutoPad.NotSet,
    };

    private Weight Weight(Weight weight)
    {
        for (var i = 0; i < _axes.Length; i++)
            weight = _axes[i].Count < _conv.Kernel[i] ? weight.Select(2 + i, _axes[i].Kept) : weight;
        return weight;
    }

    private void Change(NetworkEdit edit, Network network)
    {
        edit.SetOperator(_node.Name, Cropped);
        var parts = _axes.Select((a, i) => new Part(2 + i, Math.Max(0, -a.Before), Math.Max(0, -a.Behind))).Where(p => p.Start > 0 || p.Behind > 0).ToArray();
        if (parts.Length > 0)
            edit.Rewire(_node.Name, 0, Parts.Slice(edit, network, _node.Name, _node.Inputs[0], parts));
    }

    private static string Sizes(IReadOnlyList<int> sizes) => string.Join('x', sizes);
}
