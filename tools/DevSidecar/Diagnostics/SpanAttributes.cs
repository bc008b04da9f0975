namespace DemoApp.DevSidecar.Diagnostics;

/// <summary>The attribute names of daprd's spans.</summary>
internal static class SpanAttributes
{
    public const string Api = "dapr.api";
    public const string Protocol = "dapr.protocol";
    public const string StatusCode = "dapr.status_code";
    public const string InvokeMethod = "dapr.invoke_method";
    public const string RpcService = "rpc.service";
    public const string NetPeerName = "net.peer.name";
    public const string DbSystem = "db.system";
    public const string DbName = "db.name";
    public const string DbStatement = "db.statement";
    public const string DbConnectionString = "db.connection_string";
    public const string HttpRequestMethod = "http.request.method";
    public const string UrlFull = "url.full";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
}
