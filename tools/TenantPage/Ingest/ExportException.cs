namespace DemoApp.TenantPage.Ingest;

/// <summary>Why an export is rejected as a whole.</summary>
internal enum ExportFailure
{
    Malformed,
    TooLarge,
    Unsupported,
    TimedOut,
    Busy,
}

/// <summary>An export that is rejected as a whole, with the reason for its sender.</summary>
internal sealed class ExportException(ExportFailure failure, string reason) : Exception(reason)
{
    public ExportFailure Failure { get; } = failure;

    public int HttpStatus => Failure switch
    {
        ExportFailure.Malformed => StatusCodes.Status400BadRequest,
        ExportFailure.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ExportFailure.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ExportFailure.TimedOut => StatusCodes.Status408RequestTimeout,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public Grpc.Core.StatusCode GrpcStatus => Failure switch
    {
        ExportFailure.Malformed => Grpc.Core.StatusCode.InvalidArgument,
        ExportFailure.TooLarge => Grpc.Core.StatusCode.ResourceExhausted,
        ExportFailure.Unsupported => Grpc.Core.StatusCode.Unimplemented,
        ExportFailure.TimedOut => Grpc.Core.StatusCode.DeadlineExceeded,
        _ => Grpc.Core.StatusCode.Unavailable,
    };
}
