import { Settings } from "../settings";
import { endpointsOf } from "./endpoints";
import { SETTINGS } from "./settings";

function endpoints(configured: Record<string, string>) {
  return endpointsOf(new Settings(SETTINGS, configured, {}));
}

test("requests go to the public hosts unless others are configured, each by itself", () => {
  expect(endpoints({ tencentEndpoint: "http://127.0.0.1:8080" })).toMatchObject(
    {
      kms: { protocol: "http", host: "127.0.0.1:8080" },
      tag: { protocol: "https", host: "tag.tencentcloudapi.com" },
      sts: { protocol: "https", host: "sts.tencentcloudapi.com" },
    },
  );
  const kms = "kms.ap-shanghai-fsi.tencentcloudapi.com";
  expect(endpoints({ tencentEndpoint: kms }).kms).toMatchObject({
    protocol: "https",
    host: kms,
  });
});

test("an endpoint that is none is named, without a password in it", () => {
  const tencentTagEndpoint = "https://me:secret@host/path";
  expect(() => endpoints({ tencentTagEndpoint })).toThrow(
    /⟦setting tencentTagEndpoint⟧ is "https:\/\/…@host\/path"/,
  );
});
