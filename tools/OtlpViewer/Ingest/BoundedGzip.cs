using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace DemoApp.OtlpViewer.Ingest;

/// <summary>Gzip for gRPC that stops at the largest message: the library itself would unpack a bomb to its end.</summary>
internal sealed class BoundedGzip(int limit) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new BoundedStream(
        new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true),
        limit,
        () => new RpcException(new Status(StatusCode.ResourceExhausted, OtlpLimits.TooLarge(limit))),
        e => new RpcException(new Status(StatusCode.InvalidArgument, $"the message is not gzip, as its frame says: {e.Message}")));
}
