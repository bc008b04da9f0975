namespace DemoApp.Tenants;

/// <summary>The list cannot be read, or has no such tenant; the message says where and what to do.</summary>
public sealed class TenantListException(string message) : Exception(message);
