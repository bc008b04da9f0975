namespace DemoApp.Tenants;

/// <summary>Namespaces in which nothing of ours is installed.</summary>
internal static class ReservedNamespaces
{
    /// <summary>Who owns the namespace, or null if it is not reserved. Kubernetes reserves the prefix <c>kube-</c>.</summary>
    public static string? OwnerOf(string name) => name switch
    {
        "default" => "Kubernetes",
        "dapr-system" => "Dapr",
        _ when name.StartsWith("kube-", StringComparison.Ordinal) => "Kubernetes",
        _ => null,
    };
}
