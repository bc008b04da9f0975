using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Http;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>What the page makes of the answers of apps: it goes through no proxy, follows no redirect, and reads no more than it shows.</summary>
public sealed class AppCallTests
{
    private static readonly Dictionary<string, string?> DeadProxy =
        ((string[])["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"]).ToDictionary(name => name, _ => (string?)"http://127.0.0.1:9");

    public static TheoryData<string, int> Answers => new()
    {
        { "redirect", 502 }, { "huge", 502 }, { "endless", 502 }, { "no JSON", 502 }, { "deep", 502 }, { "empty", 502 }, { "status 204", 502 }, { "problem", 400 },
        { "good", 200 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Faults_WhateverIsAnswered_IsShownOrA502(string what, int status)
    {
        var elsewhere = 0;
        await using var target = await FakeApp.StartAsync(http =>
        {
            Interlocked.Increment(ref elsewhere);
            return http.Response.WriteAsync("{}");
        });
        await using var app = await FakeApp.StartAsync(http => AnswerAsync(http, what, target.Port));
        await using var viewer = await ViewerProcess.StartAsync(DeadProxy, app.AsSenderOf("tenant1"));
        using var answer = await viewer.Http.GetAsync(new Uri("/api/faults/sender-tenant1", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0, elsewhere);
        Assert.InRange(viewer.PeakBytes(), 1, 200 << 20);
    }

    [Theory]
    [InlineData("redirect", 200)]
    [InlineData("huge", 502)]
    [InlineData("odd charset", 200)]
    [InlineData("empty", 200)]
    public async Task Try_WhateverIsAnswered_IsShownOrA502(string what, int status)
    {
        await using var app = await FakeApp.StartAsync(http => AnswerAsync(http, what, 9));
        await using var viewer = await ViewerProcess.StartAsync(DeadProxy, app.AsSenderOf("tenant1"));
        using var answer = await viewer.Http.PostAsJsonAsync(new Uri("/api/try", UriKind.Relative), new { tenant = "tenant1" }, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        if (what == "redirect")
        {
            Assert.Equal(302, body["status"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Health_IsAskedWithoutAProxy()
    {
        await using var app = await FakeApp.StartAsync(http => http.Response.WriteAsync("ok"));
        await using var viewer = await ViewerProcess.StartAsync(DeadProxy, app.AsSenderOf("tenant1"));

        await Eventually.TrueAsync(
            async () => (await viewer.RowAsync("tenant1", "sender-service-tenant1"))!["app"]!["state"]!.GetValue<string>() == "up", "the app is up");
    }

    [Fact]
    public async Task Topology_HasTheAppsOfTheCommandLine()
    {
        await using var viewer = await ViewerProcess.StartAsync("--app", "tenant1/sender-tenant1/sender-service-tenant1:8000:3500", "--app", "tenant2/receiver/r:8001:3510");

        Assert.Equal(
            """
            [{"name":"tenant1","services":[{"appId":"sender-tenant1","service":"sender-service-tenant1","url":"http://127.0.0.1:8000","sidecarUrl":"http://127.0.0.1:3500","sends":true}]},{"name":"tenant2","services":[{"appId":"receiver","service":"r","url":"http://127.0.0.1:8001","sidecarUrl":"http://127.0.0.1:3510","sends":false}]}]
            """, (await viewer.GetAsync("/api/topology"))["tenants"]!.ToJsonString());
    }

    [Fact]
    public async Task FaultsThatArePut_AreOnTheOverviewUntilTheyAreTakenBack()
    {
        var rate = 0.0;
        await using var app = await FakeApp.StartAsync(http =>
        {
            rate = http.Request.Method switch { "PUT" => 0.3, "DELETE" => 0, _ => rate };
            Assert.EndsWith("-00", http.Request.Headers.TraceParent, StringComparison.Ordinal);
            return http.Response.WriteAsJsonAsync(new { error_rate = rate, latency_ms = 100 * rate, source = "api", expires_at = DateTime.UtcNow.AddMinutes(5) });
        });
        await using var viewer = await ViewerProcess.StartAsync(app.AsSenderOf("tenant1"));
        var faults = new Uri("/api/faults/sender-tenant1", UriKind.Relative);
        using var put = await viewer.Http.PutAsJsonAsync(faults, new { error_rate = 0.3 }, TestContext.Current.CancellationToken);
        var set = (await viewer.RowAsync("tenant1", "sender-service-tenant1"))!["fault"]!.GetValue<string>();
        using var request = new HttpRequestMessage(HttpMethod.Delete, faults) { Content = JsonContent.Create("") };
        using var deleted = await viewer.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.StartsWith("30 % errors, 30 ms latency, since ", set, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (put.StatusCode, deleted.StatusCode));
        Assert.Null((await viewer.RowAsync("tenant1", "sender-service-tenant1"))!["fault"]);
    }

    private static async Task AnswerAsync(HttpContext http, string what, int port)
    {
        if (http.Request.Path != "/faults" && http.Request.Path != "/send")
        {
            return;
        }

        var response = http.Response;
        switch (what)
        {
            case "redirect":
                response.Redirect($"http://127.0.0.1:{port}/");
                break;
            case "huge":
                response.ContentLength = 300_000_000;
                await WriteMuchAsync(response, 300);
                break;
            case "endless":
                await WriteMuchAsync(response, int.MaxValue);
                break;
            case "odd charset":
                response.ContentType = "text/plain; charset=no-such";
                await response.Body.WriteAsync(new byte[] { 0xff, 0xfe, 0x00 });
                break;
            case "status 204":
                response.StatusCode = 204;
                break;
            case "problem":
                response.StatusCode = 400;
                await response.WriteAsync("""{"detail":"error_rate must be 0 to 1"}""");
                break;
            case "empty":
                break;
            default:
                await response.WriteAsync(what switch
                {
                    "deep" => new string('[', 100) + new string(']', 100),
                    "good" => """{"error_rate":0}""",
                    _ => "It works!",
                });
                break;
        }
    }

    private static async Task WriteMuchAsync(HttpResponse response, int megabytes)
    {
        try
        {
            var zeros = Encoding.ASCII.GetBytes(new string('0', 1_000_000));
            for (var i = 0; i < megabytes; i++)
            {
                await response.Body.WriteAsync(zeros, response.HttpContext.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page has read enough.
        }
    }
}
