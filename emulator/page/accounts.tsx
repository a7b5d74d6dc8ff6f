import { act, ask } from "./control";
import { dateTime } from "./format";
import { settings } from "./live";
import { Form, Input, Panel, Rows } from "./parts";

export function Accounts() {
  const { accounts } = settings.value;
  return (
    <Panel
      title="Accounts"
      intro="Access keys, each of an account that sees its own keys only. Secrets are not shown; the first one's is emulator-secret."
    >
      <Form label="Add an access key" button="Add access key" onFilled={add}>
        <Input label="Access key" name="accessKeyId" required />
        <Input label="Secret" name="accessKeySecret" required />
        <Input
          label="Account"
          name="account"
          inputMode="numeric"
          placeholder="100000000002"
          required
        />
      </Form>
      <Rows
        label="accounts"
        columns={["Access key", "Account", "Expires (UTC)"]}
        empty=""
        rows={accounts.map(({ accessKeyId, account, expires }) => ({
          id: accessKeyId,
          cells: [
            <code>{accessKeyId}</code>,
            account,
            expires === undefined ? "never" : dateTime(expires),
          ],
        }))}
      />
    </Panel>
  );
}

function add(account: Record<string, unknown>): Promise<boolean> {
  return act("The access key works now.", () =>
    ask("POST", "accounts", account),
  );
}
