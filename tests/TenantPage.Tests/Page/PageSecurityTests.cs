using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>No other web page can use the viewer, and it is on this machine alone.</summary>
public sealed class PageSecurityTests : ViewerTest
{
    [Theory]
    [InlineData("/")]
    [InlineData("/isolation")]
    [InlineData("/api/overview")]
    [InlineData("/js/main.js")]
    public async Task EveryAnswer_LetsNothingInFromElsewhere(string path)
    {
        using var answer = await Viewer.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("default-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("xn--")]
    [InlineData("xn--:80")]
    [InlineData("xn--zzzzzzzzzz99999")]
    [InlineData("xn--0.pt")]
    [InlineData("localhost.attacker.example:18888")]
    public async Task ForeignHostName_IsRefused(string host)
    {
        // By hand: the client of .NET does not send a name that is malformed.
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Viewer.Page.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"GET /api/overview HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 421", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy: default-src 'self'", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("application/json", "same-origin", HttpStatusCode.NotFound)]
    [InlineData("application/json", null, HttpStatusCode.NotFound)]
    public async Task Change_NeedsJsonFromThisPage(string contentType, string? site, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/try") { Content = JsonContent.Create(new { tenant = "tenant1" }) };
        request.Content.Headers.ContentType = new(contentType);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        // Without a run file there is no Sender to try: 404 is the answer of what comes behind the check.
        using var answer = await Viewer.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task OtherAddressesOfTheMachine_AreNotListenedOn()
    {
        var others = Dns.GetHostAddresses(Dns.GetHostName()).Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)).ToList();
        foreach (var address in others.SelectMany(_ => new[] { Viewer.Page, Viewer.Grpc, Viewer.OtlpHttp }, (address, uri) => new IPEndPoint(address, uri.Port)))
        {
            using var client = new TcpClient();
            await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(address, TestContext.Current.CancellationToken).AsTask());
        }
    }

    [Theory]
    [InlineData("/api/no-such-thing")]
    [InlineData("/api/traces/not-an-id")]
    [InlineData("/api/logs")]
    [InlineData("/api/faults/no-such-app")]
    [InlineData("/js/no-such-file.js")]
    public async Task NotThere_IsA404WithADetail(string path)
    {
        using var answer = await Viewer.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }
}
