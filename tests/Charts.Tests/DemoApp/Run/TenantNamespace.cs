using System.Net.Http.Json;
using DemoApp.TestSupport;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>A release's pods as processes of this machine: apps, and the sidecars that the injector would give them.</summary>
internal sealed class TenantNamespace : IAsyncDisposable
{
    private readonly Dictionary<(string Name, string Key), string> _secrets;
    private readonly Manifest _manifest;

    private TenantNamespace(string name, Manifest manifest, string collector, Dictionary<(string Name, string Key), string> secrets)
    {
        (Name, _manifest, Collector, _secrets) = (name, manifest, collector, secrets);
        Folder = Directory.CreateTempSubdirectory($"{name}-").FullName;
    }

    /// <summary>The namespace.</summary>
    public string Name { get; }

    /// <summary>Host and port of the collector that stands for the agent on the node.</summary>
    public string Collector { get; }

    /// <summary>Where its files are; the sidecars of one namespace find each other there, and no others.</summary>
    public string Folder { get; }

    /// <summary>Its pods, by component.</summary>
    public Dictionary<string, RunningPod> Pods { get; } = [];

    /// <summary>Starts Sender and Receiver as they are rendered, and waits for their probes.</summary>
    public static async Task<TenantNamespace> StartAsync(
        string name, Manifest manifest, string collector, Dictionary<(string Name, string Key), string>? secrets = null)
    {
        var tenant = new TenantNamespace(name, manifest, collector, secrets ?? []);
        try
        {
            // Sidecars read their files at start, and every address must be known before the first process begins.
            DaprFiles.Write(manifest, tenant);
            foreach (var deployment in manifest.Of<V1Deployment>().Where(deployment => deployment.Metadata.Labels["app"] is "sender" or "receiver"))
            {
                var pod = manifest.Pod(deployment.Metadata.Labels["app"]);
                tenant.Pods[pod.Component] = new RunningPod(pod, tenant);
            }

            await Task.WhenAll(tenant.Pods.Values.Select(pod => pod.StartAsync()));
            await Task.WhenAll(tenant.Pods.Values.Select(pod => pod.ReadyAsync()));
            await tenant.WarmUpAsync();
            return tenant;
        }
        catch
        {
            await tenant.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a Secret of the namespace holds.</summary>
    public string Secret(string secret, string key) => _secrets.TryGetValue((secret, key), out var value)
        ? value
        : throw new InvalidOperationException($"The namespace {Name} has no Secret {secret} with a key {key}.");

    /// <summary>The port on this machine of the pod behind a Service.</summary>
    public int PortOf(string service)
    {
        var found = _manifest.Of<V1Service>().Single(own => own.Metadata.Name == service);
        return Pods.Values.Single(pod => new V1LabelSelector { MatchLabels = found.Spec.Selector }.Selects(pod.Pod.Metadata.Labels))
            .Overlay.PortNamed(found.Spec.Ports.Single().TargetPort.Value);
    }

    // The first request has four processes compile what they have never run, and a sidecar refuses calls until its first check of the app
    // has succeeded: on a busy machine both take longer than the Sender waits.
    private Task WarmUpAsync() => Eventually.TrueAsync(
        async () =>
        {
            using var response = await Pods["sender"].App.PostAsJsonAsync("/send", new { request_id = "warm-up" });
            return response.IsSuccessStatusCode;
        },
        $"a first POST /send in {Name}", TimeSpan.FromSeconds(90));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var pod in Pods.Values)
        {
            await pod.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
