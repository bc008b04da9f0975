namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Variables, however they are written.</summary>
public sealed class EnvTests
{
    [Theory]
    [InlineData("sender: {env: {ERROR_RATE: 0.1, LATENCY_MS: 1000000, FAULTS_API: true, NAME: x}}")]
    [InlineData("sender: {env: {ERROR_RATE: \"0.1\", LATENCY_MS: \"1000000\", FAULTS_API: \"true\", NAME: {value: x}}}")]
    [InlineData("sender: {env: [{name: ERROR_RATE, value: 0.1}, {name: LATENCY_MS, value: 1000000}, {name: FAULTS_API, value: true}, {name: NAME, value: x}]}")]
    [InlineData("""
        global: {envs: {ERROR_RATE: 0.5, LATENCY_MS: 1000000, FAULTS_API: true}}
        sender: {env: [{name: NAME, value: x}, {name: ERROR_RATE, value: 0.1}]}
        """)]
    public async Task Env_AsMapOrListTextOrNumber_IsTheSame(string values)
    {
        var pod = (await Chart.RenderFileAsync(values)).Pod("sender");

        Assert.Equal(("0.1", "1000000", "true", "x"), (pod.Env("ERROR_RATE"), pod.Env("LATENCY_MS"), pod.Env("FAULTS_API"), pod.Env("NAME")));
    }

    [Theory]
    [InlineData("sender: {env: {FROM: {valueFrom: {secretKeyRef: {name: s, key: k}}}}}")]
    [InlineData("sender: {env: [{name: FROM, valueFrom: {secretKeyRef: {name: s, key: k}}}]}")]
    public async Task Env_WithASource_KeepsIt(string values)
    {
        var source = (await Chart.RenderFileAsync(values)).Pod("sender").Container.Env.Single(variable => variable.Name == "FROM").ValueFrom.SecretKeyRef;

        Assert.Equal(("s", "k"), (source.Name, source.Key));
    }

    [Fact]
    public async Task Env_OfTheValues_WinsOverTheChartsOwnAndNullTakesAway()
    {
        var pod = (await Chart.RenderFileAsync("sender: {env: {OTEL_SERVICE_NAME: mine, NODE_IP: null, AFTER: $(OTEL_SERVICE_NAME)}}")).Pod("sender");

        Assert.Equal("mine", pod.Env("OTEL_SERVICE_NAME"));
        Assert.DoesNotContain(pod.Container.Env, variable => variable.Name == "NODE_IP");
        Assert.Equal("AFTER", pod.Container.Env.Last(variable => variable.Value?.Contains("$(", StringComparison.Ordinal) == true).Name);
    }
}
