// Uses Dapr's SDK for JavaScript as an app would, and ends with an error when an answer is not what Dapr would give.
import assert from "node:assert/strict";
import { CommunicationProtocolEnum, DaprClient, HttpMethod } from "@dapr/dapr";

const [httpPort, grpcPort] = process.argv.slice(2);

for (const [communicationProtocol, daprPort] of [
  [CommunicationProtocolEnum.HTTP, httpPort],
  [CommunicationProtocolEnum.GRPC, grpcPort],
]) {
  const client = new DaprClient({ daprHost: "127.0.0.1", daprPort, communicationProtocol });
  const key = `js-${communicationProtocol}`;

  assert.equal((await client.metadata.get()).id, "caller");

  await client.state.save("statestore", [{ key, value: { a: 1 } }]);
  assert.deepEqual(await client.state.get("statestore", key), { a: 1 });
  const bulk = await client.state.getBulk("statestore", [key, "js-missing"]);
  assert.equal(bulk.length, 2);
  await client.state.transaction("statestore", [
    { operation: "upsert", request: { key: `${key}-2`, value: "two" } },
    { operation: "delete", request: { key } },
  ]);
  assert.equal(await client.state.get("statestore", `${key}-2`), "two");
  assert.ok(!(await client.state.get("statestore", key)), "the deleted key is still there");
  await client.stop();
}

const http = new DaprClient({ daprHost: "127.0.0.1", daprPort: httpPort, communicationProtocol: CommunicationProtocolEnum.HTTP });
const answer = await http.invoker.invoke("echo", "hello", HttpMethod.POST, { a: 1 });
assert.equal(answer.path, "/hello");
assert.equal(answer.headers["dapr-caller-app-id"], "caller");
assert.equal(answer.body, '{"a":1}');
await http.stop();
console.log("done");
process.exit(0);
