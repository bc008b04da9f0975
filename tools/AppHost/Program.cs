using DemoApp.AppHost;
using DemoApp.Tenants;
using DemoApp.YamlFiles;

try
{
    var settings = RunSettings.Read(isView: args is ["view"]);
    var apps = LocalApp.Plan(settings);
    settings = PortCheck.Run(settings, apps);
    LocalApp.WriteResources(settings, apps);
    await DemoRun.CreateBuilder(settings, apps, SidecarProgram.Find(settings)).Build().RunAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (e is SettingException or TenantListException or YamlFileException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
