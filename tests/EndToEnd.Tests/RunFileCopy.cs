using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>The repository's dapr.yaml with free ports, and with its own name registry, in a folder of its own.</summary>
internal sealed partial class RunFileCopy : IDisposable
{
    private readonly Dictionary<string, int> _ports = [];

    public RunFileCopy()
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "dapr.yaml"));
        text = PortPattern().Replace(text, match =>
        {
            var port = match.Value;
            return _ports.TryGetValue(port, out var chosen) ? $"{chosen}" : $"{_ports[port] = FreePort.Next()}";
        });
        text = text.Replace("appDirPath: .", $"appDirPath: {Repository.Root}", StringComparison.Ordinal)
            .Replace("./components", $"{Repository.Root}/components", StringComparison.Ordinal);
        var configuration = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "components/configuration/local.yaml"));
        File.WriteAllText(System.IO.Path.Combine(Folder, "local.yaml"), configuration.Replace(".dapr/names.db", $"{Folder}/names.db", StringComparison.Ordinal));
        text = text.Replace($"{Repository.Root}/components/configuration/local.yaml", $"{Folder}/local.yaml", StringComparison.Ordinal);
        File.WriteAllText(System.IO.Path.Combine(Folder, "dapr.yaml"), text);
        Assert.Equal(8, _ports.Count);
        PortStep = FreeStep();
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("demo-app-").FullName;

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(Folder, "dapr.yaml");

    /// <summary>A distance at which the ports of a second tenant are free.</summary>
    public int PortStep { get; }

    /// <summary>All ports of the first tenant, and of the second one.</summary>
    public IEnumerable<int> AllPorts => [.. _ports.Values, .. _ports.Values.Select(port => port + PortStep)];

    /// <summary>The port that stands for one of dapr.yaml.</summary>
    public int this[string port] => _ports[port];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Throws unless a port can be listened on.</summary>
    public static void AssertFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    private int FreeStep()
    {
        for (var step = 101; step < 2000; step++)
        {
            // Taken, so that no test beside this one is given them before they are listened on.
            if (_ports.Values.All(port => FreePort.TryTake(port + step)))
            {
                return step;
            }
        }

        throw new InvalidOperationException("No distance at which the ports of a second tenant are free.");
    }

    [GeneratedRegex(@"\b(8000|8001|3500|3510|500\d\d)\b")]
    private static partial Regex PortPattern();
}
