using System.Globalization;
using System.Xml.Linq;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class LineChartTests
{
    [TestMethod]
    public void PointsLieWhereTheAxesSay()
    {
        var chart = new LineChart("title <&>", "x", "y", [new("first", [(1, 0), (10, 5), (100, 10)]), new("second", [(1, 10), (100, double.NaN), (100, 0)], IsDashed: true)], logarithmicX: true);
        var lines = XDocument.Parse(chart.ToSvg()).Descendants().Where(e => e.Name.LocalName == "polyline").Select(e => e.Attribute("points")!.Value
            .Split(' ').Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToArray()).ToArray();
        Assert.AreEqual(2, lines.Length);
        // Equal factors are equal ways, and up is towards 0.
        Assert.AreEqual(lines[0][1][0] - lines[0][0][0], lines[0][2][0] - lines[0][1][0], 0.02);
        Assert.AreEqual(lines[0][1][1] - lines[0][0][1], lines[0][2][1] - lines[0][1][1], 0.02);
        Assert.IsTrue(lines[0][2][1] < lines[0][0][1]);
        Assert.AreEqual(2, lines[1].Length, "what is no number is left out");
        Assert.AreEqual(lines[0][0][0], lines[1][0][0]);
    }

    [TestMethod]
    public void NothingToShowIsStillADrawing() => Assert.AreEqual("svg", XDocument.Parse(new LineChart("t", "x", "y", []).ToSvg()).Root!.Name.LocalName);
}
