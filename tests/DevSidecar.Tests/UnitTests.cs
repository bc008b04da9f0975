using System.Text;
using System.Text.Json;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Hosting;
using DemoApp.DevSidecar.Invocation;
using DemoApp.DevSidecar.Resiliency;
using DemoApp.DevSidecar.Resources;
using DemoApp.DevSidecar.Security;
using DemoApp.DevSidecar.State;

namespace DemoApp.DevSidecar.Tests;

public sealed class UnitTests
{
    [Theory]
    [InlineData("hello", "hello", "/hello")]
    [InlineData("/a/../b", "/b", "/b")]
    [InlineData("a//b/./c", "a/b/c", "/a/b/c")]
    [InlineData("../../etc", "etc", "/etc")]
    [InlineData("a/b/", "a/b/", "/a/b/")]
    [InlineData("", "", "/")]
    [InlineData("hello%2F..%2Fother", "other", "/other")]
    [InlineData("a%20b", "a b", "/a%20b")]
    [InlineData("a%25b", "a%b", "/a%25b")]
    [InlineData("caf%C3%A9", "café", "/caf%C3%A9")]
    [InlineData("a..b/...", "a..b/...", "/a..b/...")]
    public void Method_IsDecodedAndCleaned(string raw, string method, string appPath)
    {
        var path = InvokePath.Create("echo", raw);
        Assert.Equal((method, appPath), (path.Method, path.AppPath));
    }

    [Fact]
    public void MethodWithQuestionMark_IsRefused() => Assert.Throws<InvocationException>(() => InvokePath.Create("echo", "a%3Fb"));

    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("[1.50, 1e2, 1e21, 0.0000001, -0.5, 12345678901234567890]", "[1.5,100,1e+21,1e-07,-0.5,12345678901234567000]")]
    [InlineData("\"<a href='&'>\\u2028\"", "\"\\u003ca href='\\u0026'\\u003e\\u2028\"")]
    public void Json_IsWrittenAsGoWritesIt(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected, Encoding.UTF8.GetString(GoJson.Canonical(document.RootElement)));
    }

    [Theory]
    [InlineData("a=b", null)]
    [InlineData("tenant.id = tenant1", null)]
    [InlineData("a=b;p=1,c=%20d", null)]
    [InlineData("a", "invalid baggage list-member")]
    [InlineData("=b", "invalid key")]
    [InlineData("a=b c", "invalid value")]
    [InlineData("a=%2", "invalid value")]
    public void Baggage_IsJudgedAsW3CSays(string header, string? fault) =>
        Assert.Equal(fault, Baggage.FindFault(header) is { } found ? found[..found.IndexOf(':', StringComparison.Ordinal)] : null);

    [Theory]
    [InlineData("4Mi", 4 << 20)]
    [InlineData("16", 16)]
    [InlineData("2k", 2000)]
    [InlineData("1Gi", 1 << 30)]
    public void Quantity_IsReadAsKubernetesWritesIt(string text, long bytes) => Assert.Equal(bytes, SidecarCommand.ParseQuantity(text));

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("0", 0)]
    public void Duration_IsReadAsGoWritesIt(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 days")]
    public void NoDuration_IsRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("/orders", "POST", true)]
    [InlineData("/ORDERS", "POST", true)]
    [InlineData("/orders", "GET", false)]
    [InlineData("/orders/more", "POST", false)]
    [InlineData("/any/thing/below", "DELETE", true)]
    [InlineData("/any", "DELETE", false)]
    [InlineData("/any/secret", "GET", false)]
    public void AccessPolicy_TakesTheMostExactName(string method, string verb, bool allowed)
    {
        var policy = new AppPolicy(
            "caller", "default", "public", false, [new("/orders", ["POST"], true), new("/any/*", ["*"], true), new("/any/secret", ["*"], false)]);
        var list = new AccessControlList("public", true, [policy]);
        Assert.Equal(allowed, list.Allows("caller", "default", "public", method, verb));
        Assert.True(list.Allows("stranger", "default", "public", method, verb));
    }

    [Fact]
    public void CircuitBreaker_OpensProbesAndCloses()
    {
        var time = new SettableTime();
        var breaker = new CircuitBreaker(new CircuitBreakerPolicy(1, TimeSpan.Zero, TimeSpan.FromSeconds(2), 3), time);
        Fail();
        Fail();
        Succeed();
        Fail();
        Fail();
        Fail();
        Assert.Equal("circuit breaker is open", breaker.TryEnter()?.Message);
        time.Now += TimeSpan.FromSeconds(2);
        Assert.Null(breaker.TryEnter());
        Assert.Equal("too many requests", breaker.TryEnter()?.Message);
        breaker.Leave(succeeded: false);
        Assert.Equal("circuit breaker is open", breaker.TryEnter()?.Message);
        time.Now += TimeSpan.FromSeconds(2);
        Succeed();
        Succeed();

        void Fail()
        {
            Assert.Null(breaker.TryEnter());
            breaker.Leave(succeeded: false);
        }

        void Succeed()
        {
            Assert.Null(breaker.TryEnter());
            breaker.Leave(succeeded: true);
        }
    }

    [Fact]
    public void Store_ForgetsWhatHasExpired()
    {
        var time = new SettableTime();
        var store = new InMemoryStateStore(time);
        store.Apply([new StateOperation("k") { Value = [1], Metadata = new Dictionary<string, string> { ["ttlInSeconds"] = "2" } }]);
        Assert.NotNull(store.Get("k")?.TtlExpireTime);
        time.Now += TimeSpan.FromSeconds(2);
        Assert.Null(store.Get("k"));
        store.Apply([new StateOperation("k") { Value = [2], Concurrency = "first-write" }]);
        Assert.NotNull(store.Get("k"));
    }

    [Theory]
    [InlineData("ttlInSeconds", "soon", null, "strconv.Atoi: parsing \"soon\": invalid syntax")]
    [InlineData("ttlInSeconds", "-1", null, null)]
    [InlineData("other", "x", "weird", "unrecognized concurrency model 'weird'")]
    public void Store_RefusesWhatItCannotRead(string name, string value, string? concurrency, string? message)
    {
        var store = new InMemoryStateStore(TimeProvider.System);
        var operation = new StateOperation("k") { Value = [1], Concurrency = concurrency, Metadata = new Dictionary<string, string> { [name] = value } };
        if (message is null) store.Apply([operation]);
        else Assert.Equal(message, Assert.Throws<StateException>(() => store.Apply([operation])).Message);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
