namespace DemoApp.TestSupport;
