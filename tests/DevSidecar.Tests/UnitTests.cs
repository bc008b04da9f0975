using System.Text;
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
    [InlineData("a/b/", "a/b", "/a/b")]
    [InlineData("", "", "/")]
    [InlineData("hello%2F..%2Fother", "other", "/other")]
    [InlineData("a%20b", "a b", "/a%20b")]
    [InlineData("a%2525b", "a%25b", "/a%25b")]
    [InlineData("a%252Fb", "a%2Fb", "/a%2Fb")]
    [InlineData("a%25C3%25A9|", "a%C3%A9|", "/a%C3%A9%7C")]
    [InlineData("a%2Ab[c]", "a*b[c]", "/a*b[c]")]
    [InlineData("caf%C3%A9", "café", "/caf%C3%A9")]
    [InlineData("a..b/...", "a..b/...", "/a..b/...")]
    public void Method_IsDecodedAndCleaned(string raw, string method, string appPath)
    {
        var path = new InvokePath("echo", raw).Normalize();
        Assert.Equal((method, appPath), (path.Method, path.AppPath("http://127.0.0.1:1")));
        // The other sidecar gets the same method out of what this one sends.
        Assert.Equal(path, new InvokePath("echo", path.HopPath[1..]).Normalize());
    }

    [Theory]
    [InlineData("a%3Fb")]
    [InlineData("a%23b")]
    [InlineData("a%00b")]
    [InlineData("a%01b")]
    [InlineData("%1F")]
    [InlineData("a%7F")]
    [InlineData("a%C3")]
    [InlineData("%C0%AF")]
    [InlineData("%ED%A0%80")]
    public void MethodThatIsNoText_IsRefused(string raw) =>
        Assert.Throws<InvocationException>(() => new InvokePath("echo", raw).Normalize());

    [Theory]
    [InlineData("a%25b")]
    [InlineData("%25")]
    [InlineData("a%25zz")]
    public void MethodThatIsNoUrl_IsRefused(string raw) =>
        Assert.Throws<InvocationException>(() => new InvokePath("echo", raw).Normalize().AppPath("http://127.0.0.1:1"));

    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("[1.50, 1e2, 1e21, 0.0000001, -0.5, 12345678901234567890]", "[1.5,100,1e+21,1e-07,-0.5,12345678901234567000]")]
    [InlineData("\"\\ud800\"", "\"\ufffd\"")]
    [InlineData("\"\\udc00\\ud800x\"", "\"\ufffd\ufffdx\"")]
    [InlineData("\"\\\\ud800 \\ud83d\\ude00\"", "\"\\\\ud800 \U0001F600\"")]
    [InlineData("{\"\\uD8fF\":1}", "{\"\ufffd\":1}")]
    [InlineData("[1] and what follows", "[1]")]
    [InlineData("\"<a href='&'>\\u2028\"", "\"\\u003ca href='\\u0026'\\u003e\\u2028\"")]
    public void Json_IsWrittenAsGoWritesIt(string json, string expected)
    {
        Assert.Equal(expected, Encoding.UTF8.GetString(GoJson.Canonical(GoJson.Parse(Encoding.UTF8.GetBytes(json)))));
    }

    [Theory]
    [InlineData("a=b", null)]
    [InlineData("tenant.id = tenant1", null)]
    [InlineData("a=b;p=1,c=%20d", null)]
    [InlineData("a", "invalid baggage list-member")]
    [InlineData("=b", "invalid key")]
    [InlineData("a=b c", "invalid value")]
    [InlineData("a=%2", "invalid value")]
    [InlineData("a=1;p", null)]
    [InlineData("a=1; p = 2 ;q", null)]
    [InlineData("a=1;p=", null)]
    [InlineData("a=1;b c", "invalid baggage list-member property")]
    [InlineData("a=1;=x", "invalid baggage list-member property")]
    [InlineData("a=1;p=a b", "invalid baggage list-member property")]
    [InlineData("a=1;", "invalid baggage list-member property")]
    [InlineData("a=1;p;;q", "invalid baggage list-member property")]
    [InlineData("a=1;p=%zz", "invalid baggage list-member property")]
    [InlineData("a=1;p=\"x\"", "invalid baggage list-member property")]
    [InlineData("a=1,b=2;c=d=e", null)]
    [InlineData("a=1;(p)=2", "invalid baggage list-member property")]
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
            "caller", "default", "public", false,
            [new("/orders", ["POST"], true), new("/any/*", ["*"], true), new("/any/secret", ["*"], false)]);
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
        var operation = new StateOperation("k") { Value = [1], Concurrency = concurrency,
            Metadata = new Dictionary<string, string> { [name] = value } };
        if (message is null)
        {
            store.Apply([operation]);
        }
        else
        {
            Assert.Equal(message, Assert.Throws<StateException>(() => store.Apply([operation])).Message);
        }
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
