using System.Globalization;
using Spectre.Console;

namespace MLNetCompact.Tool;

/// <summary>An <see cref="Inspection"/> as tables.</summary>
internal static class InspectionText
{
    public static void Write(Inspection inspection, bool groupsOnly, TextWriter output) => ToolText.Write(output, (console, border) => Write(inspection, groupsOnly, console, border));

    private static void Write(Inspection inspection, bool groupsOnly, IAnsiConsole console, TableBorder border)
    {
        if (!groupsOnly)
        {
            console.Write(Layers(inspection, border));
            console.WriteLine();
            foreach (var line in Totals(inspection))
                console.Write(new Text(ToolText.Printable(line) + "\n"));
            console.WriteLine();
        }
        console.Write(Groups(inspection, border));
    }

    private static Table Layers(Inspection inspection, TableBorder border)
    {
        var table = ToolText.Table(border, ("layer", false), ("operator", false), ("output", false), ("weights", true), ("biases", true), ("multiply-adds", true), ("share", true));
        foreach (var layer in inspection.Layers)
            ToolText.Row(table, layer.Name, layer.Operator, Shape(layer.Output), Count(layer.Weights), Count(layer.Biases), Count(layer.MultiplyAdds), Share(layer.Share));
        ToolText.Row(table, "total", "", "", Count(inspection.Weights), Count(inspection.Parameters - inspection.Weights), Count(inspection.MultiplyAdds), Share(inspection.MultiplyAdds > 0 ? 1 : 0));
        return table;
    }

    private static IEnumerable<string> Totals(Inspection inspection)
    {
        yield return $"{inspection.File}: ONNX, opset {inspection.Opset}, {Number(inspection.FileBytes)} bytes, of which {Number(inspection.StoredBytes)} are weights";
        yield return $"inputs: {string.Join(", ", inspection.Inputs.Select(v => $"{v.Name} {v.Type} {Shape(v.Shape)}"))}";
        yield return $"outputs: {string.Join(", ", inspection.Outputs.Select(v => $"{v.Name} {v.Type} {Shape(v.Shape)}"))}";
        yield return $"{Number(inspection.Parameters)} parameters, {Number(inspection.MultiplyAdds)} multiply-adds for one row";
        if (inspection.OpenLayers > 0)
            yield return $"{Number(inspection.OpenLayers)} layers count no multiply-adds, for the size of their maps is open: state it with --input";
        yield return $"{Number(inspection.ChannelGroups)} channel groups, of which {Number(inspection.RemovableGroups)} can be removed";
    }

    private static Table Groups(Inspection inspection, TableBorder border)
    {
        var table = ToolText.Table(border, ("groups", true), ("can go", false), ("channels: nodes that they pass", false));
        foreach (var group in inspection.Groups)
        {
            var reason = group.Protection is null ? "" : $" (protected: {group.Protection})";
            ToolText.Row(table, Number(group.Count), group.Protection is null ? "yes" : "no", (group.Channels.Length == 0 ? "" : $"{group.Channels}: ") + string.Join(" -> ", group.Nodes) + reason);
        }
        return table;
    }

    private static string Shape(IReadOnlyList<long?>? shape) =>
        shape is null ? "?" : $"[{string.Join(", ", shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "N"))}]";

    private static string Count(long value) => value == 0 ? "" : Number(value);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double share) => share == 0 ? "" : share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
