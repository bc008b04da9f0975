using System.Text;
using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class FaultsBodyTests
{
    private static readonly FaultSettings Started = new(0.25, 20);

    [Fact]
    public void Body_Empty_IsTheEnvironmentForFiveMinutes()
    {
        var (faults, lifetime, problem) = Read("{}");

        Assert.Null(problem);
        Assert.Equal((Started, TimeSpan.FromMinutes(5)), (faults, lifetime));
    }

    [Fact]
    public void Body_SomeMembers_KeepsTheEnvironmentForTheOthers()
    {
        var (faults, lifetime, problem) = Read("""{"latency_ms":7,"database_failure_rate":0.5,"expires_in_seconds":60}""");

        Assert.Null(problem);
        Assert.Equal((new FaultSettings(0.25, 7, 0.5, 0), TimeSpan.FromSeconds(60)), (faults, lifetime));
    }

    [Theory]
    [InlineData("""{"error_rate":0,"latency_ms":0,"database_failure_rate":0,"database_latency_ms":0,"expires_in_seconds":1}""")]
    [InlineData("""{"error_rate":1,"latency_ms":60000,"database_failure_rate":1.0,"database_latency_ms":60000,"expires_in_seconds":86400}""")]
    public void Body_AtTheEndsOfTheRanges_IsTaken(string body) => Assert.Null(Read(body).Problem);

    [Theory]
    [InlineData("""{"error_rate":-0.01}""", "error_rate must be a number from 0 to 1.")]
    [InlineData("""{"error_rate":1.01}""", "error_rate must be a number from 0 to 1.")]
    [InlineData("""{"error_rate":"0.5"}""", "error_rate must be a number from 0 to 1.")]
    [InlineData("""{"error_rate":null}""", "error_rate must be a number from 0 to 1.")]
    [InlineData("""{"error_rate":1e999}""", "error_rate must be a number from 0 to 1.")]
    [InlineData("""{"database_failure_rate":2}""", "database_failure_rate must be a number from 0 to 1.")]
    [InlineData("""{"latency_ms":-1}""", "latency_ms must be a whole number from 0 to 60000.")]
    [InlineData("""{"latency_ms":1.5}""", "latency_ms must be a whole number from 0 to 60000.")]
    [InlineData("""{"latency_ms":60001}""", "latency_ms must be a whole number from 0 to 60000.")]
    [InlineData("""{"database_latency_ms":60001}""", "database_latency_ms must be a whole number from 0 to 60000.")]
    [InlineData("""{"expires_in_seconds":0}""", "expires_in_seconds must be a whole number from 1 to 86400.")]
    [InlineData("""{"expires_in_seconds":86401}""", "expires_in_seconds must be a whole number from 1 to 86400.")]
    [InlineData("""{"eror_rate":1}""", "eror_rate is not known here. Known are error_rate, latency_ms, database_failure_rate, database_latency_ms, expires_in_seconds.")]
    public void Body_OneMemberWrong_NamesItAndWhatIsAllowed(string body, string detail)
    {
        var (_, _, problem) = Read(body);

        Assert.Equal((400, detail), (problem!.StatusCode, problem.ProblemDetails.Detail));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{nope")]
    [InlineData("""{"error_rate":0.1,"error_rate":0.2}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Body_NotAnObjectOfItsMembersOnce_SaysWhatIsWanted(string body)
    {
        var (_, _, problem) = Read(body);

        Assert.Equal(400, problem!.StatusCode);
        Assert.StartsWith("The body must be a JSON object", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"database_failure_rate":0.5}""", "database_failure_rate")]
    [InlineData("""{"database_latency_ms":5}""", "database_latency_ms")]
    public void Body_DatabaseFaultForAServiceWithoutOne_SaysWhereItBelongs(string body, string name)
    {
        var (_, _, problem) = FaultsBody.Read(Encoding.UTF8.GetBytes(body), Started, hasDatabase: false);

        Assert.Equal(400, problem!.StatusCode);
        Assert.StartsWith($"{name} is a fault of the Receiver", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    private static (FaultSettings Faults, TimeSpan Lifetime, Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Problem) Read(string body) =>
        FaultsBody.Read(Encoding.UTF8.GetBytes(body), Started, hasDatabase: true);
}
