using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The last step of a network, which the task decides: what is trained ends in plain numbers (logits), what is deployed in probabilities.</summary>
internal static class Head
{
    /// <summary>The network whose one output is the numbers before softmax or sigmoid.</summary>
    /// <exception cref="ArgumentException">The network has several outputs.</exception>
    public static Network Logits(Network network, LearningTask task)
    {
        if (task == LearningTask.None)
            return network;
        network = WithoutProbability(network, task);
        if (network.Outputs.Count != 1)
            throw new ArgumentException($"The network has {network.Outputs.Count} outputs ({string.Join(", ", network.Outputs.Select(o => $"'{o.Name}'"))}); expected one.");
        var output = network.Outputs[0];
        if (network.ProducerOf(output.Name) is not { } head
            || (task, head.Operator) is not ((LearningTask.MulticlassClassification, Softmax { Axis: 1 or -1 }) or (LearningTask.BinaryClassification, Sigmoid)))
            return network;
        var logits = output with { Name = head.Inputs[0], Shape = network.Shapes.GetValueOrDefault(head.Inputs[0]) ?? output.Shape };
        return network.With(nodes: network.Nodes.Where(n => n != head), outputs: [logits]);
    }

    /// <summary>The network as applications get it: input "Features"; output "Score", class probabilities, a raw score or a number; with "Probability" where there are two classes. Without a label it stays as it is.</summary>
    public static Network Deployed(Network network, LearningTask task)
    {
        if (task == LearningTask.None)
            return Stated(network);
        var logits = Renamed(Logits(network, task), "Features", task == LearningTask.MulticlassClassification ? "logits" : "Score");
        return Stated(task switch
        {
            LearningTask.MulticlassClassification => With(logits, new Softmax(), "softmax", "Score", replace: true),
            LearningTask.BinaryClassification => With(logits, new Sigmoid(), "sigmoid", "Probability", replace: false),
            _ => logits,
        });
    }

    /// <summary>The network with the dimensions of its outputs stated where they are known: ML.NET's OnnxTransformer fails on a file that does not say them.</summary>
    public static Network Stated(Network network) => network.Outputs.All(o => o.Shape is not null) ? network
        : network.With(outputs: network.Outputs.Select(o => o.Shape is null ? o with { Shape = network.Shapes.GetValueOrDefault(o.Name) } : o));

    /// <summary>A network of ours for yes or no gives the score and its sigmoid; only the score is learned.</summary>
    private static Network WithoutProbability(Network network, LearningTask task) =>
        task == LearningTask.BinaryClassification && network.Outputs.Count == 2
            && network.ProducerOf(network.Outputs[1].Name) is { Operator: Sigmoid } sigmoid && sigmoid.Inputs[0] == network.Outputs[0].Name
            ? network.With(nodes: network.Nodes.Where(n => n != sigmoid), outputs: [network.Outputs[0]]) : network;

    private static Network With(Network network, Operator op, string name, string output, bool replace)
    {
        var node = new Node(Unused(network, name), op, [network.Outputs[0].Name], [output]);
        var value = network.Outputs[0] with { Name = output };
        return network.With(nodes: [.. network.Nodes, node], outputs: replace ? [value] : [network.Outputs[0], value]);
    }

    /// <summary>The network with its first input and its output under other names; inner values of those names make way.</summary>
    public static Network Renamed(Network network, string input, string output)
    {
        var (oldInput, oldOutput) = (network.Inputs[0].Name, network.Outputs[0].Name);
        string New(string name) => name == oldInput ? input : name == oldOutput ? output
            : name == input || name == output ? Unused(network, name) : name;
        return network.With(
            network.Inputs.Select(i => i with { Name = New(i.Name) }),
            network.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(New)], Outputs = [.. n.Outputs.Select(New)] }),
            network.Outputs.Select(o => o with { Name = New(o.Name) }),
            network.Weights.Values.Select(w => w.Named(New(w.Name))));
    }

    private static string Unused(Network network, string name)
    {
        var taken = network.Nodes.SelectMany(n => n.Outputs.Append(n.Name)).Concat(network.Weights.Keys).Concat(network.Inputs.Select(i => i.Name)).ToHashSet();
        for (var i = 1; ; i++)
        {
            if (i == 1 && !taken.Contains(name))
                return name;
            if (!taken.Contains($"{name}_{i}"))
                return $"{name}_{i}";
        }
    }
}
