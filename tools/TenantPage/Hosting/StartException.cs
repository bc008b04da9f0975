namespace DemoApp.TenantPage.Hosting;

/// <summary>The page cannot start; the message says what is wrong and what to do.</summary>
internal sealed class StartException(string message) : Exception(message);
