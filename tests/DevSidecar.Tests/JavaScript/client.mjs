// Uses Dapr's SDK for JavaScript as an app would, and ends with an error if an answer is not what Dapr would give.
import assert from "node:assert/strict";
import { CommunicationProtocolEnum, DaprClient, HttpMethod } from "@dapr/dapr";

const [daprPort] = process.argv.slice(2);
const client = new DaprClient({ daprHost: "127.0.0.1", daprPort, communicationProtocol: CommunicationProtocolEnum.HTTP });

assert.equal((await client.metadata.get()).id, "caller");

await client.state.save("statestore", [{ key: "js", value: { a: 1 } }]);
assert.deepEqual(await client.state.get("statestore", "js"), { a: 1 });
await client.state.delete("statestore", "js");
assert.ok(!(await client.state.get("statestore", "js")), "the deleted key is still there");

const answer = await client.invoker.invoke("echo", "hello", HttpMethod.POST, { a: 1 });
assert.equal(answer.path, "/hello");
assert.equal(answer.headers["dapr-caller-app-id"], "caller");
assert.equal(answer.body, '{"a":1}');
await client.stop();
console.log("done");
process.exit(0);
