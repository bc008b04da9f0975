namespace DemoApp.TenantPage.Ingest;

/// <summary>Why an export is refused as a whole.</summary>
internal enum ExportFailure
{
    /// <summary>It is not the message that it should be.</summary>
    Malformed,

    /// <summary>It has more bytes than are taken.</summary>
    TooLarge,

    /// <summary>Its type or encoding is not supported.</summary>
    Unsupported,

    /// <summary>It did not arrive in time.</summary>
    TimedOut,

    /// <summary>Too much is being read at once; the sender should try again.</summary>
    Busy,
}

/// <summary>An export that is refused as a whole, with the reason for its sender.</summary>
internal sealed class ExportException(ExportFailure failure, string reason) : Exception(reason)
{
    public ExportFailure Failure { get; } = failure;

    /// <summary>The status over HTTP.</summary>
    public int HttpStatus => Failure switch
    {
        ExportFailure.Malformed => StatusCodes.Status400BadRequest,
        ExportFailure.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ExportFailure.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ExportFailure.TimedOut => StatusCodes.Status408RequestTimeout,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The status over gRPC.</summary>
    public Grpc.Core.StatusCode GrpcStatus => Failure switch
    {
        ExportFailure.Malformed => Grpc.Core.StatusCode.InvalidArgument,
        ExportFailure.TooLarge => Grpc.Core.StatusCode.ResourceExhausted,
        ExportFailure.Unsupported => Grpc.Core.StatusCode.Unimplemented,
        ExportFailure.TimedOut => Grpc.Core.StatusCode.DeadlineExceeded,
        _ => Grpc.Core.StatusCode.Unavailable,
    };
}
