namespace DemoApp.TenantPage.Ingest;

/// <summary>An export over HTTP that is refused as a whole, with the status and the reason for its sender.</summary>
internal sealed class OtlpHttpException(int status, string reason) : Exception(reason)
{
    public int Status { get; } = status;
}
