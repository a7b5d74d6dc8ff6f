import type { LimitRule } from "../core/traffic/limits";
import { act, ask } from "./control";
import { Actions } from "./faults";
import { settings } from "./live";
import { CloudSelect, Form, Input, Panel, Rows } from "./parts";

export function Limits() {
  const { limits } = settings.value;
  return (
    <Panel
      title="Limits"
      intro="Requests beyond a limit are throttled, for each account, region and action apart. The newest rule that matches counts."
    >
      <Form label="Set a limit" button="Set limit" onFilled={set}>
        <CloudSelect />
        <Input label="Action" name="action" placeholder="any" list="actions" />
        <Input
          label="Requests per second"
          name="perSecond"
          type="number"
          min="0"
          step="any"
          required
        />
        <Actions />
      </Form>
      <Rows
        label="limits"
        columns={["Cloud", "Action", "Per second", ""]}
        empty="No limit is set."
        rows={limits.map((limit) => ({
          id: nameOf(limit),
          cells: [
            limit.cloud ?? "every",
            limit.action ?? "any",
            limit.perSecond,
            <button
              aria-label={`Remove the limit of ${nameOf(limit)}`}
              onClick={() => remove(limit)}
            >
              Remove
            </button>,
          ],
        }))}
      />
    </Panel>
  );
}

function set(rule: Record<string, unknown>): Promise<boolean> {
  return act("The limit is set.", () => ask("POST", "limits", rule));
}

function nameOf({ cloud = "every cloud", action = "any action" }: LimitRule) {
  return `${cloud}, ${action}`;
}

function remove(limit: LimitRule): void {
  const { cloud = "", action = "" } = limit;
  const query = new URLSearchParams({ cloud, action });
  void act(`The limit of ${nameOf(limit)} is removed.`, () =>
    ask("DELETE", `limits?${query}`),
  );
}
