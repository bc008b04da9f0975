using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class DaprSettingsTests
{
    [Fact]
    public void Dapr_NothingSet_IsTheSidecarOnItsDefaultPorts() => Assert.Equal(
        new DaprSettings(new Uri("http://localhost:3500"), new Uri("http://localhost:50001"), null), DaprSettings.Read(Variables.None));

    [Fact]
    public void Dapr_Endpoints_WinOverPorts()
    {
        var settings = DaprSettings.Read(Variables.Of(
            ("DAPR_HTTP_PORT", "3501"), ("DAPR_HTTP_ENDPOINT", "https://dapr.example.com/"), ("DAPR_GRPC_ENDPOINT", "http://10.0.0.7:50002"), ("DAPR_API_TOKEN", "a b+/=")));

        Assert.Equal(("https://dapr.example.com/", "http://10.0.0.7:50002/", "a b+/="), (settings.HttpEndpoint.AbsoluteUri, settings.GrpcEndpoint.AbsoluteUri, settings.ApiToken));
    }

    [Theory]
    [InlineData("DAPR_HTTP_ENDPOINT", "127.0.0.1:3500")]
    [InlineData("DAPR_HTTP_ENDPOINT", "ftp://localhost")]
    [InlineData("DAPR_HTTP_ENDPOINT", "http://localhost:3500/v1.0")]
    [InlineData("DAPR_HTTP_ENDPOINT", "http://localhost:3500?x=1")]
    [InlineData("DAPR_HTTP_ENDPOINT", "http://")]
    [InlineData("DAPR_GRPC_ENDPOINT", "garbage:99999")]
    [InlineData("DAPR_GRPC_ENDPOINT", "http://garbage:99999")]
    [InlineData("DAPR_GRPC_ENDPOINT", "127.0.0.1:21446")]
    [InlineData("DAPR_GRPC_ENDPOINT", "unix:///tmp/x")]
    [InlineData("DAPR_GRPC_ENDPOINT", "dns:localhost:50001")]
    [InlineData("DAPR_HTTP_PORT", "3500x")]
    [InlineData("DAPR_GRPC_PORT", "65536")]
    public void Dapr_AddressThatItsClientsCannotUse_StopsTheStart(string variable, string value) => Assert.StartsWith(
        $"{variable} is \"", Assert.Throws<InvalidSettingException>(() => DaprSettings.Read(Variables.Of((variable, value)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("s3cret\n")]
    [InlineData("s3cret\r\n")]
    [InlineData(" s3cret")]
    [InlineData("s3cret\t")]
    [InlineData("s3\0cret")]
    [InlineData("s3crét")]
    [InlineData("s3cret\u00a0")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void Token_ThatNoHeaderCarries_StopsTheStartAndIsNeverTrimmedOrShown(string token)
    {
        foreach (var variable in (string[])["DAPR_API_TOKEN", "APP_API_TOKEN"])
        {
            var error = Assert.Throws<InvalidSettingException>(() => ServiceSettings.Read(Variables.Of((variable, token)), "x"));

            Assert.StartsWith(variable, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Token_Empty_IsNone() => Assert.Null(ServiceSettings.Read(Variables.Of(("APP_API_TOKEN", ""), ("DAPR_API_TOKEN", "")), "x").AppApiToken);
}
