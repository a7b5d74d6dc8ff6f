import type { LimitRule } from "../core/traffic/limits";
import { act, ask } from "./control";
import { Actions } from "./faults";
import { settings } from "./live";
import { CloudSelect, Form, Input, Panel } from "./parts";

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
      {limits.length === 0 ? (
        <div class="empty">No limit is set.</div>
      ) : (
        <div class="scroll">
          <table aria-label="limits">
            <thead>
              <tr>
                <th scope="col">Cloud</th>
                <th scope="col">Action</th>
                <th scope="col" class="number">
                  Per second
                </th>
                <th scope="col"></th>
              </tr>
            </thead>
            <tbody>
              {limits.map((limit) => (
                <tr key={`${limit.cloud}/${limit.action}`}>
                  <td>{limit.cloud ?? "every"}</td>
                  <td>{limit.action ?? "any"}</td>
                  <td class="number">{limit.perSecond}</td>
                  <td class="end">
                    <button
                      aria-label={`Remove the limit of ${nameOf(limit)}`}
                      onClick={() => remove(limit)}
                    >
                      Remove
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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
