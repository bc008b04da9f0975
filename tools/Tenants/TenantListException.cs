namespace DemoApp.Tenants;

/// <summary>The list or a setting of the deploy targets is wrong; the message says where and what to do.</summary>
public sealed class TenantListException(string message) : Exception(message);
