using System.Text.Json.Nodes;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>The pod of `helm test` against a Sender that is not as it should be.</summary>
public sealed class HelmTestPodTests
{
    [Theory]
    [InlineData("tenant1", 200, "a request for another tenant is refused")]
    [InlineData("tenant2", 403, "POST /send reaches the Receiver of tenant1")]
    public async Task HelmTest_OfASenderThatIsWrong_FailsAndSaysWhere(string answeringTenant, int statusForOthers, string failure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var sender = builder.Build();
        sender.Urls.Add("http://127.0.0.1:0");
        sender.MapPost("/send", (JsonObject body) => Results.Json(
            new { tenant = answeringTenant, receiver_response = new { request_id = "helm-test", tenant_id = answeringTenant } },
            statusCode: body.ContainsKey("tenant_id") ? statusForOthers : 200));
        await sender.StartAsync(TestContext.Current.CancellationToken);
        var test = (await ChartCase.Named("tenant1").ReadAsync()).Pod("test").Container;
        var variables = test.Env.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
        variables["TARGET_HOST"] = sender.Urls.Single();

        await using var process = ChildProcess.Start(test.Command[0], test.Command.Skip(1), variables);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.StartsWith($"FAILED: {failure}", Assert.Single(process.Lines, line => line.StartsWith("FAILED", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
