using DemoApp.LocalPorts;

namespace DemoApp.TenantPage.Hosting;

/// <summary>Tells before the start which port is taken, and what to do.</summary>
internal static class PortCheck
{
    public static void Run(PageOptions options)
    {
        (int Port, string Use, string Option)[] wanted =
        [
            (options.GrpcPort, "OTLP over gRPC", "--grpc-port"),
            (options.HttpPort, "OTLP over HTTP", "--http-port"),
            (options.PagePort, "the page", "--page-port"),
        ];
        foreach (var (port, use, option) in wanted.Where(one => one.Port != 0))
        {
            if (wanted.FirstOrDefault(other => other.Port == port) is var first && first.Option != option)
            {
                throw new StartException($"Port {port} is given to {first.Use} ({first.Option}) and to {use} ({option}).");
            }

            if (!LocalPort.IsFree(port))
            {
                throw new StartException($"Port {port}, for {use}, is taken by {LocalPort.Owner(port)}. Give another with {option}.");
            }
        }
    }
}
