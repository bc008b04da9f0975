using System.Buffers.Binary;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The pictures of the documentation. Each run takes them; <c>make docs</c> keeps them too.</summary>
public sealed class ScreenshotTests(BrowserFixture fixture) : EveryPageTest(fixture), IClassFixture<DocumentedTraffic>
{
    private const int LargestBytes = 300_000;
    private const int SmallestBytes = 15_000;

    public static TheoryData<string, string, ColorScheme, int, int> All => new()
    {
        { "tenant-page-overview", "Overview", ColorScheme.Light, 1280, 900 },
        { "tenant-page-overview-dark", "Overview", ColorScheme.Dark, 1280, 900 },
        { "tenant-page-overview-phone", "Overview", ColorScheme.Light, 390, 844 },
        { "tenant-page-isolation", "Isolation", ColorScheme.Light, 1280, 1400 },
        { "tenant-page-try", "Try it", ColorScheme.Light, 1280, 900 },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task Picture_IsTaken(string name, string page, ColorScheme scheme, int width, int height)
    {
        var options = Options;
        options.ColorScheme = scheme;
        options.ViewportSize = new ViewportSize { Width = width, Height = height };
        await ShowAsync(page, options);
        await Page.Mouse.MoveAsync(0, 0);
        await Page.EvaluateAsync("scrollTo(0, 0)");

        var png = await Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png.AsSpan(0, 4).ToArray());
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        Assert.InRange(png.Length, SmallestBytes, LargestBytes);
        if (Pictures.AreWritten)
        {
            Directory.CreateDirectory(Pictures.Folder);
            await File.WriteAllBytesAsync(Path.Combine(Pictures.Folder, $"{name}.png"), png, TestContext.Current.CancellationToken);
        }
    }
}
