import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';

import type { Application } from '../application';
import type { RunsNode } from './nodes';

/** The view Runs as registered at activation; what it shows is loaded when VS Code asks for it. */
export class LazyRunsTree implements TreeDataProvider<RunsNode> {
  private readonly changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  application: (() => Promise<Application>) | null = null;

  refresh(): void {
    this.changed.fire(undefined);
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    const application = await this.application?.();
    return application ? application.runs.children(node) : [];
  }

  async getTreeItem(node: RunsNode): Promise<TreeItem> {
    const application = await this.application?.();
    if (!application) throw new Error('the tree is asked before activation has ended');
    return application.runs.item(node);
  }

  async getParent(node: RunsNode): Promise<RunsNode | undefined> {
    const application = await this.application?.();
    return application?.runs.parent(node);
  }
}
