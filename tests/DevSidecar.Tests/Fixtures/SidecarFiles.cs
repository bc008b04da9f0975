namespace DemoApp.DevSidecar.Tests.Fixtures;

/// <summary>A folder with the files that sidecars of one test are started with.</summary>
public sealed class SidecarFiles : IDisposable
{
    public SidecarFiles() => Directory.CreateDirectory(Resources);

    public string Folder { get; } = Directory.CreateTempSubdirectory("devsidecar-tests-").FullName;

    public string Resources => Path.Combine(Folder, "resources");

    public string Configuration(string name = "configuration", string spec = "", string? otlp = null)
    {
        var file = Path.Combine(Folder, name + ".yaml");
        File.WriteAllText(file, $"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: {name}
            spec:
              nameResolution:
                component: sqlite
                version: v1
                configuration:
                  connectionString: {Path.Combine(Folder, "names.db")}
              tracing:
                samplingRate: "1"
                otel:
                  endpointAddress: {otlp ?? "127.0.0.1:9"}
                  isSecure: false
                  protocol: grpc

            """ + spec);
        return file;
    }

    public void Store(string name, string metadata = "[]", params string[] scopes) => Resource(name, $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: state.in-memory
          version: v1
          metadata: {metadata}
        """ + (scopes.Length == 0 ? "" : $"\nscopes: [{string.Join(", ", scopes)}]\n"));

    public void Resource(string name, string yaml) => File.WriteAllText(Path.Combine(Resources, name + ".yaml"), yaml);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
