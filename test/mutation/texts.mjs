// Leaves the texts of errors alone: a string with a space in it is read by people, and its wording is no behaviour.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

const isText = (text) => / /.test(text)

const ignorer = {
  shouldIgnore(path) {
    if (path.isStringLiteral() && isText(path.node.value)) return 'a text for people'
    if (path.isTemplateLiteral() && path.node.quasis.some(({ value }) => isText(value.raw))) return 'a text for people'
    return undefined
  },
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'texts', ignorer)]
