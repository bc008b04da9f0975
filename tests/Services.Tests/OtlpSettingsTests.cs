using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class OtlpSettingsTests
{
    [Theory]
    [InlineData("", "http://localhost:4317/", "http://localhost:4317/")]
    [InlineData("NODE_IP=10.0.0.7", "http://10.0.0.7:4317/", "http://10.0.0.7:4317/")]
    [InlineData("NODE_IP=fd00::7", "http://[fd00::7]:4317/", "http://[fd00::7]:4317/")]
    [InlineData("NODE_IP=[fd00::7]", "http://[fd00::7]:4317/", "http://[fd00::7]:4317/")]
    [InlineData("NODE_IP=10.0.0.7 OTLP_PORT=14317", "http://10.0.0.7:14317/", "http://10.0.0.7:14317/")]
    [InlineData("NODE_IP=10.0.0.7 OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "http://10.0.0.7:4318/v1/traces", "http://10.0.0.7:4318/v1/logs")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "http://localhost:4318/v1/traces", "http://localhost:4318/v1/logs")]
    [InlineData("NODE_IP=10.0.0.7 OTEL_EXPORTER_OTLP_ENDPOINT=https://c:443", "https://c/", "https://c/")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318/base/ OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "http://c:4318/base/v1/traces", "http://c:4318/base/v1/logs")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://l:4317", "http://c:4317/", "http://l:4317/")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://l:4318/x OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/protobuf", "http://c:4317/", "http://l:4318/x")]
    public void Endpoint_FromVariables_FollowsThePrecedence(string variables, string traces, string logs)
    {
        var settings = OtlpSettings.Read(Read(variables));

        Assert.Equal(traces, settings.Traces.Endpoint.AbsoluteUri);
        Assert.Equal(logs, settings.Logs.Endpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("", true, true, true)]
    [InlineData("OTEL_SDK_DISABLED=true", false, false, false)]
    [InlineData("OTEL_LOGS_EXPORTER=none", true, true, false)]
    [InlineData("OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none", false, false, true)]
    [InlineData("OTEL_TRACES_EXPORTER=console OTEL_METRICS_EXPORTER=console,otlp", false, true, true)]
    public void Exporter_NoneOrDisabled_StopsThatSignal(string variables, bool traces, bool metrics, bool logs)
    {
        var settings = OtlpSettings.Read(Read(variables));

        Assert.Equal((traces, metrics, logs), (settings.Traces.IsOtlp, settings.Metrics.IsOtlp, settings.Logs.IsOtlp));
    }

    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER=console", true)]
    [InlineData("OTEL_TRACES_EXPORTER=OTLP,Console", true)]
    [InlineData("OTEL_TRACES_EXPORTER=otlp", false)]
    [InlineData("OTEL_TRACES_EXPORTER=console OTEL_SDK_DISABLED=true", false)]
    public void Exporter_Console_IsOnUnlessAllIsDisabled(string variables, bool isConsole) =>
        Assert.Equal(isConsole, OtlpSettings.Read(Read(variables)).Traces.IsConsole);

    [Fact]
    public void Compression_ForOneSignal_WinsOverTheGeneralOne()
    {
        var settings = OtlpSettings.Read(Read("OTEL_EXPORTER_OTLP_COMPRESSION=gzip OTEL_EXPORTER_OTLP_METRICS_COMPRESSION=none"));

        Assert.Equal((true, false, true), (settings.Traces.IsGzip, settings.Metrics.IsGzip, settings.Logs.IsGzip));
    }

    [Fact]
    public void Headers_ForOneSignal_ReplaceTheGeneralOnes()
    {
        var settings = OtlpSettings.Read(Read("OTEL_EXPORTER_OTLP_HEADERS=api-key=a%20b,x=1 OTEL_EXPORTER_OTLP_LOGS_HEADERS=y=2"));

        Assert.Equal([new("api-key", "a b"), new("x", "1")], settings.Traces.Headers);
        Assert.Equal([new("y", "2")], settings.Logs.Headers);
    }

    [Theory]
    [InlineData("x-a=1%2C2", "x-a", "1,2")]
    [InlineData("x-a=1%2Cx-injected%3D2", "x-a", "1,x-injected=2")]
    [InlineData("x-a=1,X-A=2", "x-a", "2")]
    [InlineData(" x-a\t=\t1 ,,", "x-a", "1")]
    [InlineData("x-a=\"1\"", "x-a", "\"1\"")]
    [InlineData("x-a=", "x-a", "")]
    [InlineData("x%2Da=a b", "x-a", "a b")]
    [InlineData("authorization=Basic%20dGVuYW50MTp4", "authorization", "Basic dGVuYW50MTp4")]
    public void Headers_ThatHttpCanCarry_AreTakenAsTheyMean(string text, string name, string value)
    {
        var header = Assert.Single(OtlpHeaders.Read(Variables.Of(("H", text)), "H"));

        Assert.Equal((name, value), (header.Key.ToLowerInvariant(), header.Value));
    }

    [Theory]
    [InlineData("\"x-a=s3cret\"")]
    [InlineData("x a=s3cret")]
    [InlineData("x-a=%0d%0aE: s3cret")]
    [InlineData("x-a=s3cret\n")]
    [InlineData("x-a\n=s3cret")]
    [InlineData("x-a=s3cret%20")]
    [InlineData("x-a=%C3%A9s3cret")]
    [InlineData("x-a=és3cret")]
    [InlineData("x-é=s3cret")]
    [InlineData("x-a=s3cret%00")]
    [InlineData("x-a=s3cret%7f")]
    [InlineData("x-a=100%s3cret")]
    [InlineData("x-a=%E9s3cret")]
    [InlineData("x-a=s3cret%2")]
    [InlineData("=s3cret")]
    [InlineData(" =s3cret")]
    [InlineData("s3cret")]
    [InlineData("a:b=s3cret")]
    [InlineData(":path=s3cret")]
    [InlineData("content-type=s3cret")]
    [InlineData("Content-Length=s3cret")]
    [InlineData("HOST=s3cret")]
    [InlineData("te=s3cret")]
    [InlineData("grpc-timeout=s3cret")]
    [InlineData("transfer-encoding=s3cret")]
    public void Headers_ThatHttpCannotCarry_StopTheStartWithoutShowingTheValue(string text)
    {
        var error = Assert.Throws<InvalidSettingException>(() => OtlpHeaders.Read(Variables.Of(("OTEL_EXPORTER_OTLP_HEADERS", $"ok=1,{text}")), "OTEL_EXPORTER_OTLP_HEADERS"));

        Assert.Contains("OTEL_EXPORTER_OTLP_HEADERS", error.Message, StringComparison.Ordinal);
        Assert.Contains("entry 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" always_off ", "always_off")]
    [InlineData("Parentbased_TraceIdRatio\r", "parentbased_traceidratio")]
    [InlineData("", "parentbased_always_on")]
    public void Sampler_WithBlanksAround_IsTheOneThatWasChecked(string text, string expected) =>
        Assert.Equal(expected, OtlpSettings.Read(Variables.Of(("OTEL_TRACES_SAMPLER", text))).Sampler);

    [Fact]
    public void Batches_FromVariables_AreThoseOfTheirSignal()
    {
        var settings = OtlpSettings.Read(Read("OTEL_BSP_MAX_QUEUE_SIZE=100 OTEL_BLRP_SCHEDULE_DELAY=50 OTEL_METRIC_EXPORT_INTERVAL=500"));

        Assert.Equal(new OtlpBatch(100, 100, TimeSpan.FromSeconds(5)), settings.SpanBatch);
        Assert.Equal(new OtlpBatch(4_096, 512, TimeSpan.FromMilliseconds(50)), settings.LogBatch);
        Assert.Equal(TimeSpan.FromMilliseconds(500), settings.MetricInterval);
    }

    [Theory]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE=10 OTEL_BSP_MAX_EXPORT_BATCH_SIZE=11", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE")]
    [InlineData("NODE_IP=not/a/host", "NODE_IP")]
    [InlineData("OTLP_PORT=0", "OTLP_PORT")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=collector", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=novalue", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_TRACES_EXPORTER=zipkin", "OTEL_TRACES_EXPORTER")]
    [InlineData("OTEL_SDK_DISABLED=maybe", "OTEL_SDK_DISABLED")]
    [InlineData("OTEL_LOGS_EXPORTER=none,otlp", "OTEL_LOGS_EXPORTER")]
    [InlineData("OTEL_TRACES_SAMPLER=sometimes", "OTEL_TRACES_SAMPLER")]
    [InlineData("OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=2", "OTEL_TRACES_SAMPLER_ARG")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION=zstd", "OTEL_EXPORTER_OTLP_COMPRESSION")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=none", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")]
    public void Variable_Wrong_IsNamed(string variables, string name) =>
        Assert.Contains(name, Assert.Throws<InvalidSettingException>(() => OtlpSettings.Read(Read(variables))).Message, StringComparison.Ordinal);

    private static SettingReader Read(string variables) => Variables.Of(
        [.. variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => (pair.Split('=')[0], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);
}
