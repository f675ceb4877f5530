using MLNetCompact.RealData;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.RealData;

[TestClass]
public sealed class CsvTableTests
{
    [TestMethod]
    public void A_file_of_the_users_is_taken_as_it_is()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("own.csv"), "1,2\n");
        Assert.AreEqual(folder.File("own.csv"), CsvTable.Diamonds.Locate(folder.File("own.csv")));
    }

    [TestMethod]
    public void A_missing_file_is_named()
    {
        using var folder = new TempFolder();
        var error = Assert.ThrowsExactly<DataUnavailableException>(() => CsvTable.BreastCancer.Locate(folder.File("gone.csv")));
        Assert.Contains("gone.csv", error.Message);
    }

    [TestMethod]
    public void Files_are_found_raw_or_compressed_and_only_all_together()
    {
        using var folder = new TempFolder();
        var files = Source(new Unreachable());
        File.WriteAllText(folder.File("one"), "");
        Assert.IsNull(files.Find(folder.Path));
        File.WriteAllText(folder.File("two.gz"), "");
        CollectionAssert.AreEqual(new[] { folder.File("one"), folder.File("two.gz") }, files.Find(folder.Path));
    }

    [TestMethod]
    public void Installed_files_are_not_fetched()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("one"), "");
        File.WriteAllText(folder.File("two"), "");
        CollectionAssert.AreEqual(new[] { folder.File("one"), folder.File("two") }, Source(new Unreachable(folder.Path)).FindOrFetch(null, ""));
    }

    [TestMethod]
    public void What_cannot_be_fetched_is_named_with_what_to_do()
    {
        var told = new List<string>();
        var error = Assert.ThrowsExactly<DataUnavailableException>(() => Source(new Unreachable()).FindOrFetch(new Listener<string>(told.Add), "Or pass it."));
        Assert.AreEqual("the table is not on this machine and could not be fetched: No network. Or pass it.", error.Message);
        Assert.AreEqual("Fetching the table (nothing)...", told.Single());
    }

    private static PackagedFiles Source(DataPackage package) => new()
    {
        Name = "the table", Folder = $"tests-{Guid.NewGuid():N}", Md5 = [new("one", ""), new("two", "")], Package = package,
    };

    private sealed record Unreachable(string? Installed = null) : DataPackage("nothing", "")
    {
        public override string Description => "nothing";

        public override string? InstalledFolder => Installed;

        public override string Download(string folder) => throw new DataUnavailableException("No network.");

        public override void Unpack(string archive, string folder, IReadOnlyCollection<string> names) => throw new NotSupportedException();
    }
}
