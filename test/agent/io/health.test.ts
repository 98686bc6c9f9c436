import { strict as assert } from "node:assert";
import { parseDevices } from "../../../agent/io/health.ts";

describe("what nvidia-smi says", () => {
  it("is read line by line: index, name, temperature, uncorrected errors, throttled or not", () => {
    const said =
      "0, NVIDIA H100 80GB HBM3, 41, 0, Not Active\n" +
      "1, NVIDIA H100 80GB HBM3, 87, 2, Active\n";
    assert.deepEqual(parseDevices(said), [
      {
        index: 0, name: "NVIDIA H100 80GB HBM3",
        temperatureCelsius: 41, eccUncorrected: 0, throttled: false,
      },
      {
        index: 1, name: "NVIDIA H100 80GB HBM3",
        temperatureCelsius: 87, eccUncorrected: 2, throttled: true,
      },
    ]);
  });

  it("is zero where it does not know: a card without ECC, one that has fallen off", () => {
    const said =
      "0, NVIDIA GeForce RTX 4090, 55, [N/A], Not Active\n" +
      "1, NVIDIA A100-SXM4-80GB, [Unknown Error], [GPU is lost], [Not Supported]\n";
    assert.deepEqual(
      parseDevices(said).map((each) =>
        [each.index, each.temperatureCelsius, each.eccUncorrected, each.throttled]),
      [[0, 55, 0, false], [1, 0, 0, false]],
    );
  });

  it("is refused line by line where it is no device, and never throws", () => {
    for (const garbage of [
      "", "\n\n", "No devices were found\n", "NVIDIA-SMI has failed because it couldn't " +
        "communicate with the NVIDIA driver.\n", ",,,,\n", "-1, x, 1, 1, Active\n",
      "1e3, x, 1, 1, Active\n", "9999, x, 1, 1, Active\n", "\u0000\u0007\u{1f4a5}\n",
    ]) assert.deepEqual(parseDevices(garbage), [], JSON.stringify(garbage));
    const mixed = parseDevices("Unable to determine the device handle\r\n3\r\n");
    assert.deepEqual(mixed, [
      { index: 3, name: "", temperatureCelsius: 0, eccUncorrected: 0, throttled: false },
    ], "a line that stops short is a device of which nothing is known");
  });

  it("is bounded: 64 devices, 64 letters of a name, and those printable", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      `${index}, \u0007${"x".repeat(100)}, 1, 0, Active`).join("\n");
    const devices = parseDevices(many);
    assert.equal(devices.length, 64);
    assert.equal(devices[0]?.name, `?${"x".repeat(63)}`);
  });
});
