using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>What the objects of a release refer to by name.</summary>
internal static class References
{
    /// <summary>Names of Secrets: of variables, volumes, image pulls, sidecars' tokens and state stores.</summary>
    public static IEnumerable<string> Secrets(Manifest manifest) =>
    [
        .. manifest.Pods.SelectMany(pod => pod.Container.Env).Select(variable => variable.ValueFrom?.SecretKeyRef?.Name).OfType<string>(),
        .. manifest.Pods.SelectMany(pod => pod.Container.EnvFrom ?? []).Select(source => source.SecretRef?.Name).OfType<string>(),
        .. manifest.Pods.SelectMany(pod => pod.Spec.Volumes).Select(volume => volume.Secret?.SecretName).OfType<string>(),
        .. manifest.Pods.SelectMany(pod => pod.Spec.ImagePullSecrets ?? []).Select(secret => secret.Name),
        .. Annotations(manifest, "dapr.io/api-token-secret"),
        .. Annotations(manifest, "dapr.io/app-token-secret"),
        .. manifest.Of<DaprComponent>().SelectMany(component => component.Spec.Metadata).Select(item => item.SecretKeyRef?.Name).OfType<string>(),
    ];

    /// <summary>Names of ConfigMaps: of variables and volumes.</summary>
    public static IEnumerable<string> ConfigMaps(Manifest manifest) =>
    [
        .. manifest.Pods.SelectMany(pod => pod.Container.Env).Select(variable => variable.ValueFrom?.ConfigMapKeyRef?.Name).OfType<string>(),
        .. manifest.Pods.SelectMany(pod => pod.Container.EnvFrom ?? []).Select(source => source.ConfigMapRef?.Name).OfType<string>(),
        .. manifest.Pods.SelectMany(pod => pod.Spec.Volumes).Select(volume => volume.ConfigMap?.Name).OfType<string>(),
    ];

    /// <summary>The values of an annotation of all pods that have it.</summary>
    public static IEnumerable<string> Annotations(Manifest manifest, string name) =>
        manifest.Pods.Select(pod => pod.Metadata.Annotations?.TryGetValue(name, out var value) == true ? value : null).OfType<string>();

    /// <summary>True where labels are what a selector asks for.</summary>
    public static bool Selects(this V1LabelSelector selector, IEnumerable<KeyValuePair<string, string>> labels)
    {
        var has = labels.ToDictionary();
        return (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => has.TryGetValue(label.Key, out var value) && value == label.Value)
            && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty switch
            {
                "In" => has.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value),
                var other => throw new NotSupportedException($"The operator {other} is not known here."),
            });
    }
}
