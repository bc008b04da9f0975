namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The pictures of the documentation are of the page as it is. Needs no browser.</summary>
public sealed class PicturesAreCurrentTests
{
    [Fact]
    public async Task Pictures_OfThePageAsItIs_AreAllThere()
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (Pictures.AreWritten)
        {
            Directory.CreateDirectory(Pictures.Folder);
            await File.WriteAllTextAsync(Pictures.SourcesFile, Pictures.Sources(), cancellation);
            return;
        }

        var pictures = ScreenshotTests.All.Select(row => Path.Combine(Pictures.Folder, $"{row.Data.Item1}.png"));
        var missing = pictures.Append(Pictures.SourcesFile).Where(file => !File.Exists(file));
        Assert.True(!missing.Any(), $"{string.Join(", ", missing)}: run `make docs`.");
        var then = await File.ReadAllLinesAsync(Pictures.SourcesFile, cancellation);
        var now = Pictures.Sources().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var changed = now.Except(then).Concat(then.Except(now)).Select(line => line.Split("  ")[1]).Distinct();
        Assert.True(!changed.Any(), $"The pictures of docs/images are older than {string.Join(", ", changed)}: run `make docs`.");
    }
}
