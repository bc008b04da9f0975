namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Nothing of the page is from elsewhere, and nothing goes there. Every other test of the page watches for the same.</summary>
public sealed class PrivacyTests(BrowserFixture fixture) : EveryPageTest(fixture)
{
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryPage_AsksItsOwnServerAlone(string page)
    {
        await ShowAsync(page, Options);

        Assert.Contains(Requests, url => url.EndsWith("/js/main.js", StringComparison.Ordinal));
        Assert.Contains(Requests, url => url.Contains("/api/", StringComparison.Ordinal));
        Assert.All(Requests, url => Assert.Equal(new Uri(Page.Url).Authority, new Uri(url).Authority));
    }

    [Fact]
    public async Task Policy_PageAsksAnotherServer_IsRefusedAndNoticed()
    {
        await OpenAsync("/");
        Provokes("Content Security Policy");
        var problem = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.Console += (_, message) => problem.TrySetResult(message.Text);

        const string Fetch = "address => fetch(address).then(() => true, () => false)";
        var answered = await Page.EvaluateAsync<bool>(Fetch, Shared.Forged.Page.ToString());

        Assert.False(answered);
        var text = await problem.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("Content Security Policy", text, StringComparison.Ordinal);
    }
}
