using System.Net;
using System.Text;
using System.Text.Json;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

public sealed class InvocationTests(InvocationTests.Pair pair) : IClassFixture<InvocationTests.Pair>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HttpClient Caller => pair.Sidecars.Caller.Http;

    [Theory]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future", true)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", true)]
    [InlineData("fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more", false)]
    public async Task TraceparentOfALaterVersion_GoesOn(string traceparent, bool goesOn)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/v1.0/invoke/echo/method/hello");
        message.Headers.Add("traceparent", traceparent);
        using var response = await Caller.SendAsync(message, Stop);
        var seen = (await ReadAsync(response)).GetProperty("headers").GetProperty("traceparent").GetString()!;
        Assert.Equal(goesOn, seen.Contains("-4bf92f3577b34da6a3ce929d0e0e4736-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BytesInHeaders_PassBothWays()
    {
        // "Zoë" in UTF-8 and in Latin-1, a character for each byte.
        foreach (var name in new[] { "Zo\u00c3\u00ab", "Zo\u00eb", "\u00ff\u0080" })
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/v1.0/invoke/echo/method/hello");
            message.Headers.TryAddWithoutValidation("x-name", name);
            using var response = await Caller.SendAsync(message, Stop);
            Assert.Equal(name, (await ReadAsync(response)).GetProperty("headers").GetProperty("x-name").GetString());
        }

        using var answer = await Caller.GetAsync(new Uri("/v1.0/invoke/echo/method/utf8-header", UriKind.Relative), Stop);
        Assert.Equal("Zo\u00c3\u00ab", answer.Headers.GetValues("x-name").Single());
        Assert.Equal(HttpStatusCode.OK, await pair.Sidecars.Caller.StatusOfAsync("/v1.0/invoke/echo/method/hello"));
    }

    [Theory]
    [InlineData("/v1.0/invoke/echo/method/short", HttpStatusCode.OK)]
    [InlineData("/v1.0/invoke/echo/method/short-chunked", HttpStatusCode.OK)]
    [InlineData("/v1.0/invoke/echo/method/short-error", HttpStatusCode.ServiceUnavailable)]
    public async Task AnswerThatBreaksOff_IsWhatCame(string path, HttpStatusCode status)
    {
        foreach (var sidecar in new[] { pair.Sidecars.Caller, pair.Sidecars.Callee })
        {
            using var response = await sidecar.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("0123456789", await response.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task RedirectOfTheApp_PassesThrough()
    {
        using var response = await Caller.GetAsync(new Uri("/v1.0/invoke/echo/method/redirect", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/elsewhere", response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/v1.0/invoke/echo.default/method/hello")]
    [InlineData("/v1.0/invoke/echo.tenant9/method/hello")]
    public async Task AppIdWithNamespace_FindsTheApp(string path)
    {
        using var response = await Caller.GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task AppIdWithTwoDots_IsRefused()
    {
        using var response = await Caller.GetAsync(new Uri("/v1.0/invoke/a.b.c/method/hello", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("ERR_DIRECT_INVOKE", (await ReadAsync(response)).GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task InvalidBaggage_Returns400()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/v1.0/invoke/echo/method/hello");
        message.Headers.TryAddWithoutValidation("baggage", "no-equals-sign");
        using var response = await Caller.SendAsync(message, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("invalid baggage header: ", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyOverTheLimit_Returns500AndTheProcessLivesOn()
    {
        using var body = new ByteArrayContent(new byte[(4 << 20) + 2]);
        using var response = await Caller.PostAsync(new Uri("/v1.0/invoke/echo/method/hello", UriKind.Relative), body, Stop);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("stream too large", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await pair.Sidecars.Caller.StatusOfAsync("/v1.0/healthz"));
    }

    [Fact]
    public async Task ChunkedBodyOverTheLimit_Returns500()
    {
        using var body = new StreamContent(new EndlessStream((4 << 20) + 100));
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1.0/invoke/echo/method/hello") { Content = body };
        message.Headers.TransferEncodingChunked = true;
        using var response = await Caller.SendAsync(message, Stop);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("stream too large", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpoofedCallerHeaders_DoNotHideTheTrueOne()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/v1.0/invoke/echo/method/hello");
        message.Headers.Add("dapr-caller-app-id", "somebody");
        message.Headers.Add("dapr-internal-status", "OK");
        using var response = await Caller.SendAsync(message, Stop);
        var seen = (await ReadAsync(response)).GetProperty("headers");
        // daprd adds the true one, before or behind the other; here it is the only one.
        var callers = seen.GetProperty("dapr-caller-app-id").GetString()!.Split(", ");
        Assert.Contains("caller", callers);
        Assert.True(SidecarProcess.IsDaprd || callers.Length == 1);
        Assert.False(seen.TryGetProperty("dapr-internal-callee-namespace", out _));
    }

    [Fact]
    public async Task HangUp_ClosesTheAppsRequestThroughBothSidecars()
    {
        using var hangUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Caller.GetAsync(new Uri("/v1.0/invoke/echo/method/slow/30", UriKind.Relative), hangUp.Token));
        var hungUp = DateTimeOffset.UtcNow;
        var abandoned = await pair.Sidecars.Echo.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(5), Stop);
        Assert.True(abandoned - hungUp < TimeSpan.FromSeconds(1), $"the app saw it {abandoned - hungUp} later");
    }

    [Fact]
    public async Task TwoHundredCallsAtOnce_AllArrive()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            using var body = new StringContent($"{number}", Encoding.UTF8, "text/plain");
            using var response = await Caller.PostAsync(new Uri("/v1.0/invoke/echo/method/many", UriKind.Relative), body, Stop);
            return (await ReadAsync(response)).GetProperty("body").GetString();
        }));
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number}"), answers);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Stop)).RootElement;

    public sealed class Pair : IAsyncLifetime
    {
        public SidecarPair Sidecars { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Sidecars = await SidecarPair.StartAsync();

        public ValueTask DisposeAsync() => Sidecars.DisposeAsync();
    }

    private sealed class EndlessStream(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }
}
